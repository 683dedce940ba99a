import { seededRandom } from './seeded-random.ts';
import type { Load } from './source-api.ts';

type Item = Load['profiles'][number];

const BATCH = 200;

/** How many people of each kind the disturbed import has; together more than three chunks of 1,000. */
const NEW = 2_000;
const KNOWN = 850;
const CHANGED = 300;
const UNCHANGED = 300;
const DELETED = 200;
const LEAVING = 30;

function person(externalId: string, more: Readonly<Record<string, unknown>> = {}): Item {
  const login = `${externalId}@corp.example`.toLowerCase();
  return { externalId, profile: { userName: login, email: login, firstName: 'Kim', lastName: externalId, ...more } };
}

function range(length: number, first = 0): readonly number[] {
  return Array.from({ length }, (_, index) => first + index);
}

function inLoads(kind: Load['kind'], items: readonly Item[]): readonly Load[] {
  return range(Math.ceil(items.length / BATCH)).map((load) => ({
    kind,
    profiles: items.slice(load * BATCH, (load + 1) * BATCH),
  }));
}

/** The people whom the source knows before. */
export function knownPeople(): readonly Load[] {
  return inLoads(
    'upsert',
    range(KNOWN).map((number) => person(`P${number}`)),
  );
}

/**
 * Everything an import can meet, mixed by a seed so that every chunk and every load has all of it: people who are new, changed, unchanged,
 * deleted, uploaded twice, uploaded and then deleted, in error, in conflict with each other or with somebody known; and deletes of nobody.
 */
export function mixedUploads(): readonly Load[] {
  const upserts = [
    ...range(NEW).map((number) => person(`N${number}`)),
    ...range(CHANGED).map((number) => person(`P${number}`, { firstName: 'Alex' })),
    ...range(UNCHANGED, CHANGED).map((number) => person(`P${number}`)),
    ...range(100).map((number) => person(`N${number}`, { firstName: 'Twice', mobilePhone: `+47 ${number}` })),
    ...range(LEAVING, CHANGED + UNCHANGED + DELETED).map((number) => person(`P${number}`, { firstName: 'Leaving' })),
    ...range(40).map((number) => person(`E${number}`, { email: 'no address' })),
    ...range(30).map((number) => ({ externalId: `M${number}`, profile: { userName: `m${number}`, firstName: 'Kim' } })),
    ...range(30).map((number) => person(`L${number}`, { firstName: 'x'.repeat(60) })),
    ...range(40).map((number) => person(`U${number}`, { shoeSize: number })),
    ...range(60).map((number) =>
      person(`C${number}`, { userName: `n${number}@corp.example`, email: `n${number}@corp.example` }),
    ),
    ...range(40).map((number) =>
      person(`H${number}`, { userName: `p${number}@corp.example`, email: `p${number}@corp.example` }),
    ),
    ...range(20).map((number) => person(`S${number}`, { lastName: `P${number}` })),
  ];
  const deletes = [
    ...range(DELETED, CHANGED + UNCHANGED).map((number) => ({ externalId: `P${number}` })),
    ...range(LEAVING, CHANGED + UNCHANGED + DELETED).map((number) => ({ externalId: `P${number}` })),
    ...range(20).map((number) => ({ externalId: `nobody-${number}` })),
  ];
  const random = seededRandom(20_261_122);
  return [...inLoads('upsert', shuffled(upserts, random)), ...inLoads('delete', shuffled(deletes, random))];
}

function shuffled(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
