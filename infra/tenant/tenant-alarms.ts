import * as z from 'zod';
import { arn } from './tenant-arns.ts';
import { flag, object, text, whole } from './tenant-fields.ts';

export const alarmsSchema = z.union([
  object({
    email: text(/^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/, 'an e-mail address')
      .optional()
      .describe('Has to confirm the subscription.'),
    topicArn: arn('sns', '[A-Za-z0-9_-]{1,256}', 'arn:aws:sns:eu-central-1:111122223333:alarms').optional(),
    urgentTopicArn: arn('sns', '[A-Za-z0-9_-]{1,256}', 'arn:aws:sns:eu-central-1:111122223333:pager')
      .optional()
      .describe(
        'A topic that is told once when the tenant is unhealthy, which is when any of the alarms of severity critical is on. Default none.',
      ),
    heartbeat: flag()
      .default(false)
      .describe(
        'Whether a marked event is sent through the webhook every 15 minutes, and an alarm says when it does not arrive.',
      ),
    monthlyBudgetUsd: whole(1, 1_000_000, 'US dollars')
      .optional()
      .describe(
        'US dollars a month that the tenant may cost, by its tag: email and topicArn are told when they are spent, and when a forecast says so. Default no budget.',
      ),
    silenceHours: whole(1, 24, 'hours')
      .optional()
      .describe('Hours without a record that count as silence. Default 6.'),
    okMessages: flag()
      .default(false)
      .describe('Whether the end of an alarm is told as well. All alarms of a new stack tell it once.'),
    runbookUrl: text(/^(?:https:\/\/[^\s#]+|docs\/operations\.md)$/, 'an https URL without a fragment')
      // An alarm's text, 1,024 characters at most, is this and up to 169 others.
      .max(850, 'at most 850 characters')
      .optional()
      .describe('Your copy of docs/operations.md, which the texts of the alarms lead to.'),
  }),
  z.literal('none', '"none"'),
]);
