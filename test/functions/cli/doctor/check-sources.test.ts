import { describe, expect, it } from '@jest/globals';
import { checkSources } from '../../../../functions/cli/doctor/check-sources.ts';

const list = { regions: { EU: { ipv4_cidrs: ['192.0.2.1/32', '198.51.100.0/28'] } } };
const answering = (answer: () => Response) => async () => answer();
const check = (cidrs: readonly string[], region: string | undefined, answer: () => Response) =>
  checkSources({ cidrs, region, fetch: answering(answer) });

describe('checkSources', () => {
  it('is content when all that Auth0 publishes for the region may send', async () => {
    const result = await check(['192.0.2.0/30', '198.51.100.0/24', '2001:db8::/32'], 'eu', () =>
      Response.json(list),
    );

    expect(result).toEqual({
      check: 'allowed sources',
      status: 'ok',
      detail: 'all 2 blocks that Auth0 publishes for EU may send',
    });
  });

  it.each<[cidrs: readonly string[], missing: string]>([
    [['192.0.2.1/32'], '198.51.100.0/28'],
    [['192.0.2.1/32', '198.51.100.0/29'], '198.51.100.0/28'],
    [['192.0.2.1/32', '198.51.100.8/29'], '198.51.100.0/28'],
    [['198.51.100.0/28'], '192.0.2.1/32'],
  ])('names what %j keeps out', async (cidrs, missing) => {
    const result = await check(cidrs, 'eu', () => Response.json(list));

    expect(result).toMatchObject({
      status: 'fail',
      detail: '1 of the 2 blocks that Auth0 publishes for EU are answered 403',
      fix: `add to ingress.webhook.allowedSourceCidrs and deploy: ${missing}`,
    });
  });

  it.each<[what: string, region: string | undefined, answer: () => Response, detail: RegExp]>([
    ['a Private Cloud', undefined, () => Response.json(list), /tells no region/],
    ['a region that is not in the list', 'uk', () => Response.json(list), /no list at https:/],
    ['a list that is out of reach', 'eu', () => Response.error(), /no list at/],
    ['a list that is refused', 'eu', () => new Response(null, { status: 404 }), /no list at/],
    ['a page in its place', 'eu', () => new Response('<p>'), /no list at/],
    [
      'a list of something else',
      'eu',
      () => Response.json({ regions: { EU: { ipv4_cidrs: ['everywhere'] } } }),
      /no list at/,
    ],
  ])('warns that nothing was compared for %s', async (_what, region, answer, detail) => {
    expect(await check(['192.0.2.1/32'], region, answer)).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(detail),
    });
  });
});
