import { describe, expect, it } from '@jest/globals';
import { toStages } from './find-tests.ts';

describe('toStages', () => {
  const related = [
    'test/chaos/chaos.test.ts',
    'test/functions/cli/main.test.ts',
    'test/functions/log-event/catalogue.test.ts',
    'test/functions/log-event/parse-body.test.ts',
    'test/functions/record/text/line.test.ts',
  ];

  it('asks the tests of the same name first, then those of the room, then all others that are quick', () => {
    expect(toStages('functions/log-event/parse-body.ts', related)).toEqual({
      nearest: ['test/functions/log-event/parse-body.test.ts'],
      room: ['test/functions/log-event/catalogue.test.ts'],
      others: ['test/functions/cli/main.test.ts', 'test/functions/record/text/line.test.ts'],
    });
  });

  it('takes the folder for near where nothing has the name', () => {
    expect(toStages('functions/log-event/tokens.ts', related)).toMatchObject({
      nearest: ['test/functions/log-event/catalogue.test.ts', 'test/functions/log-event/parse-body.test.ts'],
      room: [],
    });
  });
});
