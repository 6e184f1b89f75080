import { catalogue } from './catalogue.ts';
import { toNumber, toPlainLines } from './plain-events.ts';
import { type Scenario, toFixture } from './scenarios.ts';

type Fixture = readonly [path: string, text: string];

/**
 * The fixture files of a detection of the catalogue: NDJSON, one record a line. In a file of a rule that counts the
 * records belong together, in any other each stands for itself.
 */
export function toCatalogueFixtures(name: string): readonly Fixture[] {
  const entry = catalogue[name];
  if (entry === undefined) throw new Error(`no detection ${name}`);
  const toFile = (what: string, format: string) => `${name}/fixtures/${what}.${format}.ndjson`;
  switch (entry.kind) {
    case 'signal':
      return (['ocsf', 'ecs'] as const).flatMap((format) => {
        const toLine = (scenario: Scenario, what: string) =>
          toFixture(scenario, format, toNumber(`${name}/${what}`));
        const finding = toLine({ ...entry.fires, isFinding: true }, 'finding');
        return [
          [toFile('fires', format), toLine(entry.fires, 'fires')],
          [toFile('quiet', format), toLine(entry.quiet, 'quiet') + finding],
        ] as const;
      });
    case 'event':
      return (entry.isEcsToo === false ? (['ocsf'] as const) : (['ocsf', 'ecs'] as const)).flatMap(
        (format) =>
          [
            [toFile('fires', format), toPlainLines(entry.fires, `${name}/fires`, format)],
            [toFile('quiet', format), toPlainLines(entry.quiet, `${name}/quiet`, format)],
          ] as const,
      );
    case 'count':
      return (['ocsf', 'ecs'] as const).flatMap((format) => [
        [toFile('fires', format), toPlainLines(entry.fires, `${name}/fires`, format)] as const,
        ...Object.entries(entry.quiet).map(
          ([what, events]) =>
            [toFile(`quiet-${what}`, format), toPlainLines(events, `${name}/quiet-${what}`, format)] as const,
        ),
      ]);
  }
}
