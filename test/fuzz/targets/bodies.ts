import fc from 'fast-check';
import { parseBody } from '../../../functions/log-event/parse-body.ts';
import { anyElement } from '../events.ts';
import { anyText, defineTarget, hold } from '../target.ts';

const json = anyElement.map((element) => JSON.stringify(element) ?? 'null');
const pieces = fc.oneof(
  json,
  anyText,
  fc.constantFrom('\n', ',', '[', ']', '{', '}', '{"logs":[', ']}', '\r\n'),
);

/** Bodies in every form, whole, cut, and stuck together from pieces. */
export const anyBody: fc.Arbitrary<string> = fc.oneof(
  fc.array(json, { maxLength: 5 }).map((texts) => texts.join('\n')),
  fc.array(json, { maxLength: 5 }).map((texts) => `[${texts.join(',')}]`),
  fc.array(json, { maxLength: 5 }).map((texts) => `{"logs":[${texts.join(',')}]}`),
  fc.array(pieces, { maxLength: 8 }).map((texts) => texts.join('')),
  fc.tuple(fc.array(json, { maxLength: 4 }), fc.nat()).map(([texts, at]) => {
    const whole = texts.join('\n');
    return whole.slice(0, at % (whole.length + 1));
  }),
);

export const bodies = defineTarget({
  name: 'bodies',
  share: 100,
  arbitrary: anyBody,
  check(body) {
    const elements = parseBody(body, { receivedAtMs: 1.7e12 });
    let last = 0;
    for (const element of elements) {
      hold(element.position >= last, 'elements stand in their order');
      last = element.position;
      if (element.ok)
        hold(
          element.event.logId !== '' && Number.isFinite(element.event.occurredAtMs),
          'an event has an identity and a time',
        );
      else hold(/^[\w ,:;()'-]+$/.test(element.reason), 'a reason is one of our own sentences');
      hold(body.includes(element.text), 'the text of an element is what was sent');
    }
  },
});
