import { text } from './tenant-fields.ts';

export const arn = (service: string, resource: string, example: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:[0-9]*:${resource}$`), `an ARN such as ${example}`);

export const kmsKeyArn = arn(
  'kms',
  'key/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})',
  'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
);
