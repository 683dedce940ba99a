import type { PackFlow } from '../pack/pack.ts';
import { startOf } from '../pack/read-flow.ts';
import { kindName } from '../pack/read-kind.ts';
import { diffScope } from './diff-scope.ts';
import type { Names } from './match-things.ts';
import type { Change } from './pack-diff.ts';
import { viewOf } from './trace-source.ts';

/** What differs between two versions of a flow. */
export function diffFlow(before: PackFlow, after: PackFlow, names: readonly [Names, Names]): readonly Change[] {
  const changes: Change[] = [];
  const note = (what: Change['what'], from: string | null, to: string | null): void => {
    if (from !== to) changes.push({ what, subject: '', before: from, after: to });
  };
  note('name', JSON.stringify(before.name), JSON.stringify(after.name));
  note('description', before.description || null, after.description || null);
  note('kind', before.kind, after.kind);
  note('schedule', scheduleText(before), scheduleText(after));
  note('security', before.securityLevel, after.securityLevel);
  note('saving', savingText(before), savingText(after));
  if (tokenOf(before.folderId, names[0]) !== tokenOf(after.folderId, names[1])) {
    note('folder', nameOf(before.folderId, names[0]), nameOf(after.folderId, names[1]));
  }
  const scopes = { before: viewOf(before.scope), after: viewOf(after.scope) };
  return [
    ...changes,
    ...diffKeys('parameter', parametersOf(before), parametersOf(after)),
    ...diffKeys('result', resultsOf(before), resultsOf(after)),
    ...diffScope({ ...scopes, names, labels: new Map(), twins: new Map(), path: '' }),
  ];
}

function scheduleText({ schedule }: PackFlow): string | null {
  if (schedule === null) return null;
  const { cron, timeZone, startDate, endDate } = schedule;
  const bounds = `${startDate === '' ? '' : ` from ${startDate}`}${endDate === '' ? '' : ` until ${endDate}`}`;
  return `${cron} (${timeZone})${bounds}`;
}

function savingText({ savesData }: PackFlow): string {
  return savesData ? 'saves data' : 'saves no data';
}

function tokenOf(folderId: string | null, names: Names): string | null {
  return folderId === null ? null : names.token(folderId);
}

function nameOf(folderId: string | null, names: Names): string | null {
  return folderId === null ? null : (names.show(folderId) ?? folderId);
}

/** Parameters with their types. */
function parametersOf({ scope }: PackFlow): ReadonlyMap<string, string> {
  const outputs = startOf(scope)?.outputs ?? [];
  return new Map(
    outputs
      .filter(({ group, wormholeOf }) => group !== 'context' && wormholeOf === null)
      .map(({ group, key, type, isList }) => [
        group === null ? key : `${group}.${key}`,
        `${type}${isList ? '[]' : ''}`,
      ]),
  );
}

/** Fields of all Returns of the flow itself. */
function resultsOf({ scope }: PackFlow): ReadonlyMap<string, string> {
  const returns = scope.cards.filter(({ kind }) => kindName(kind) === 'control:return');
  return new Map(
    returns.flatMap(({ inputs }) =>
      inputs.map(({ key, type, isList }) => [key, `${type}${isList ? '[]' : ''}`] as const),
    ),
  );
}

function diffKeys(
  what: 'parameter' | 'result',
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({
      what,
      subject: JSON.stringify(key),
      before: before.get(key) ?? null,
      after: after.get(key) ?? null,
    }));
}
