/** What a released version has to say, or why there is nothing. */
export class ChangelogError extends Error {
  override readonly name = 'ChangelogError';
}

/** What the changelog says of a released version. Throws ChangelogError when it says nothing. */
export function notesOf(text: string, version: string): string {
  const heading = text.split('\n').find((line) => line.startsWith(`## ${version} (`));
  if (heading === undefined || heading.endsWith('(unreleased)')) {
    throw new ChangelogError(`CHANGELOG.md has no section of a released ${version}`);
  }
  const rest = text.slice(text.indexOf(heading) + heading.length);
  return rest.slice(0, /^## /m.exec(rest)?.index ?? rest.length).trim();
}

const unreleased = /^## (?:(\d+\.\d+\.\d+) \(unreleased\)|Unreleased)$/m;

/**
 * The changelog with its unreleased section given to `version`, and the text of that section.
 *
 * Throws ChangelogError when there is no such section, when it says nothing, or when it is meant for another version.
 */
export function releaseChangelog(
  text: string,
  version: string,
  date: string,
): { readonly changelog: string; readonly notes: string } {
  const heading = unreleased.exec(text);
  if (!heading) {
    throw new ChangelogError(
      `CHANGELOG.md has no section "## Unreleased" or "## ${version} (unreleased)": say what changes for operators`,
    );
  }
  const [line, named = version] = heading;
  if (named !== version) {
    throw new ChangelogError(`the unreleased section of CHANGELOG.md is that of ${named}, not of ${version}`);
  }
  const rest = text.slice(heading.index + line.length);
  const end = /^## /m.exec(rest)?.index ?? rest.length;
  const notes = rest.slice(0, end).trim();
  if (notes === '') throw new ChangelogError('the unreleased section of CHANGELOG.md is empty');
  const changelog = `${text.slice(0, heading.index)}## ${version} (${date})${rest}`;
  return { changelog, notes };
}
