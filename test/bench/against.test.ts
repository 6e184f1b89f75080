import { describe, expect, it } from '@jest/globals';
import { compareFigures } from './against.ts';

const run = (ocsf: number, more: object = {}) => ({
  machine: { cores: 2 },
  throughput: { ocsf: { ratio: ocsf, note: 'text' }, ...more },
});

describe('compareFigures', () => {
  it('compares the medians of what every run of both states has', () => {
    const { table, figures } = compareFigures(
      [run(0.1, { raw: 1 }), run(0.9), run(0.2)],
      [run(0.4), run(0.3, { raw: 1 }), run(8)],
    );

    expect(figures).toEqual({ 'throughput.ocsf.ratio': { before: 0.2, now: 0.4, ratio: 2 } });
    expect(table).toBe(
      [
        'figure                 before  now  now/before',
        'throughput.ocsf.ratio     0.2  0.4           2',
      ].join('\n'),
    );
  });

  it('has no ratio to nothing', () => {
    const { table, figures } = compareFigures([run(0)], [run(1)]);

    expect(figures).toEqual({ 'throughput.ocsf.ratio': { before: 0, now: 1, ratio: undefined } });
    expect(table).not.toContain('Infinity');
  });
});
