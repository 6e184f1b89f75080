/**
 * The environment, as clients of the AWS SDK read it by themselves: credentials, Region and where services are. Nobody but
 * the entries of functions and commands reads anything else of it.
 */
export function readAwsEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
