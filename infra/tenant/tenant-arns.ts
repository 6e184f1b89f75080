import { text } from './tenant-fields.ts';

const account = '\\d{12}';
const region = '[a-z]+(?:-[a-z]+)+-\\d+';

/** IAM is the one service here whose ARNs name no Region. */
export const arn = (service: string, resource: string, example: string) => {
  const place = service === 'iam' ? `:${account}` : `${region}:${account}`;
  return text(new RegExp(`^arn:aws[a-z-]*:${service}:${place}:${resource}$`), `an ARN such as ${example}`);
};

export const kmsKeyArn = arn(
  'kms',
  'key/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})',
  'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
);
