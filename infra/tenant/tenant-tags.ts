import { map, text } from './tenant-fields.ts';

/** What every resource of a tenant is tagged with besides; its value is the tenant. */
export const tenantTag = 'session-enricher:tenant';

/** A resource takes 50 tags. */
const maxTags = 49;

export const tagsSchema = map(
  text(/^(?![Aa][Ww][Ss]:)[\w .:/=+@-]{1,128}$/, 'a tag key that does not begin with aws:').regex(
    new RegExp(`^(?!${tenantTag}$)`),
    'a tag key that the stack does not set itself',
  ),
  text(/^[\w .:/=+@-]{0,256}$/, 'a tag value'),
)
  .refine((tags) => Object.keys(tags).length <= maxTags, `at most ${maxTags} tags`)
  .meta({ maxProperties: maxTags });

/** IAM sees no difference between `Team` and `team`, and refuses a role that has both. One line each, none when all is well. */
export function findTagConflicts(tags: Readonly<Record<string, string>>): string[] {
  const seen = new Map([[tenantTag, tenantTag]]);
  return Object.keys(tags).flatMap((key) => {
    const earlier = seen.get(key.toLowerCase());
    seen.set(key.toLowerCase(), key);
    if (earlier === undefined) return [];
    return [`tags[${JSON.stringify(key)}]: the key ${earlier} but for case, expected each once`];
  });
}
