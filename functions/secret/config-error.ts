/**
 * The environment of a function is wrong; `message` names every wrong key and never a value, which may be a secret put in
 * the wrong place. Nothing can be done until it is mended.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
