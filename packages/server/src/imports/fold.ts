import type { RecordAction } from '@headwater/protocol';
import { HashIndex } from './hash-index.ts';
import type { LoadHead, UploadedItem, Uploads } from './uploads.ts';

/**
 * What one external id comes to after all uploads of a session: the unit that an import decides about. Of a membership, the id is
 * its staged line.
 */
export interface Intent {
  /** Number of its receipt: the place of its first upload, from 1. */
  readonly number: number;
  readonly action: RecordAction;
  readonly externalId: string;
  /** Values by attribute as uploaded; null clears. Empty for a delete. */
  readonly profile: Readonly<Record<string, string | null>>;
  /** The text that the fingerprint is taken of; undefined where several uploads were merged. */
  readonly line: string | undefined;
  /** Numbers of the other uploads of the same external id. */
  readonly others: readonly number[];
}

/** One uploaded item and where it stands. */
interface Place {
  readonly position: number;
  readonly action: RecordAction;
  readonly item: UploadedItem;
}

/**
 * The uploads of one class in a session, folded by external id: the later upload wins, field by field, and the intent stands where its
 * first upload stood (import-semantics 2.7, 2.8). Holds 20 bytes an item, and no profile.
 */
export class Fold {
  /** Staged items of the class. */
  readonly total: number;
  readonly dropped: readonly string[];
  readonly hasUpserts: boolean;
  readonly hasDeletes: boolean;
  readonly #loads: readonly LoadHead[];
  readonly #starts: readonly number[];
  readonly #firsts: HashIndex;
  /** Positions of every key that was uploaded more than once, by its first position. */
  readonly #repeated = new Map<number, number[]>();
  readonly #later = new Set<number>();

  constructor(loads: readonly LoadHead[]) {
    this.#loads = loads;
    let total = 0;
    this.#starts = loads.map((load) => {
      const start = total;
      total += load.items;
      return start;
    });
    this.total = total;
    this.hasUpserts = loads.some((load) => load.action === 'upsert' && load.items > 0);
    this.hasDeletes = loads.some((load) => load.action === 'delete' && load.items > 0);
    this.dropped = loads.flatMap((load) => load.dropped);
    this.#firsts = new HashIndex(total);
    this.#findRepeated();
  }

  #findRepeated(): void {
    let position = 0;
    for (const load of this.#loads) {
      for (const hash of load.keys) {
        const first = this.#firsts.getHash(hash);
        if (first === undefined) this.#firsts.setHash(hash, position + 1);
        else this.#repeat(first - 1, position);
        position++;
      }
    }
  }

  #repeat(first: number, position: number): void {
    const positions = this.#repeated.get(first);
    if (positions === undefined) this.#repeated.set(first, [first, position]);
    else positions.push(position);
    this.#later.add(position);
  }

  /**
   * The intents of one pass that stand from `from` on, about `size` positions of them, and where to go on.
   * Upserts and deletes are two passes, because deletes come last.
   */
  async chunk(
    uploads: Uploads,
    pass: RecordAction,
    from: number,
    size: number,
  ): Promise<{ readonly intents: readonly Intent[]; readonly next: number }> {
    const next = Math.min(this.total, from + size);
    const positions = this.#candidates(pass, from, next);
    const wanted = new Set<number>();
    for (const position of positions) {
      for (const each of this.#repeated.get(position) ?? [position]) wanted.add(this.#loadIndex(each));
    }
    const items = await uploads.read([...wanted].map((index) => this.#load(index).number));
    const intents = positions.flatMap((position) => this.#intentsAt(position, items));
    return { intents: intents.filter((intent) => intent.action === pass).sort((a, b) => a.number - b.number), next };
  }

  /** Lets the uploads that the chunk after `from` needs be read ahead. */
  prefetch(uploads: Uploads, pass: RecordAction, from: number, size: number): void {
    const wanted = new Set<number>();
    for (const position of this.#candidates(pass, from, Math.min(this.total, from + size))) {
      wanted.add(this.#load(this.#loadIndex(position)).number);
    }
    uploads.prefetch([...wanted]);
  }

  /** The one intent whose receipt has this number. */
  async intent(uploads: Uploads, number: number): Promise<Intent | undefined> {
    const position = number - 1;
    const first = this.#firsts.getHash(this.#hashAt(position));
    if (first === undefined) return undefined;
    const indexes = (this.#repeated.get(first - 1) ?? [first - 1]).map((each) => this.#loadIndex(each));
    const items = await uploads.read([...new Set(indexes)].map((index) => this.#load(index).number));
    return this.#intentsAt(first - 1, items).find((intent) => intent.number === number);
  }

  /** Numbers of all uploads whose id has this hash; few, and mostly of the same id. */
  numbersOf(hash: number): readonly number[] {
    const first = this.#firsts.getHash(hash);
    if (first === undefined) return [];
    return this.#repeated.get(first - 1)?.map((position) => position + 1) ?? [first];
  }

  /** What the session finally does with this external id, or undefined where it does not name it. */
  async fate(uploads: Uploads, externalId: string, hash: number): Promise<RecordAction | undefined> {
    const first = this.hasDeletes ? this.#firsts.getHash(hash) : undefined;
    if (first === undefined) return undefined;
    const positions = this.#repeated.get(first - 1) ?? [first - 1];
    if (!positions.some((position) => this.#load(this.#loadIndex(position)).action === 'delete')) return undefined;
    const items = await uploads.read([
      ...new Set(positions.map((position) => this.#load(this.#loadIndex(position)).number)),
    ]);
    return this.#intentsAt(first - 1, items).find((intent) => intent.externalId === externalId)?.action;
  }

  #candidates(pass: RecordAction, from: number, to: number): readonly number[] {
    const positions: number[] = [];
    for (let position = from; position < to; position++) {
      if (this.#later.has(position)) continue;
      if (this.#repeated.has(position) || this.#load(this.#loadIndex(position)).action === pass)
        positions.push(position);
    }
    return positions;
  }

  #intentsAt(position: number, items: ReadonlyMap<number, readonly UploadedItem[]>): readonly Intent[] {
    const places = (this.#repeated.get(position) ?? [position]).map((each) => this.#place(each, items));
    if (places.length === 1) return places.map((place) => single(place));
    return [...groupById(places).values()].flatMap((same) => (same.length === 1 ? same.map(single) : [merge(same)]));
  }

  #place(position: number, items: ReadonlyMap<number, readonly UploadedItem[]>): Place {
    const index = this.#loadIndex(position);
    const load = this.#load(index);
    const item = items.get(load.number)?.[position - (this.#starts[index] ?? 0)];
    if (item === undefined)
      throw new Error(`Bulk load ${load.number} has no item for position ${position}; its body and its count differ`);
    return { position, action: load.action, item };
  }

  #hashAt(position: number): number {
    const index = this.#loadIndex(position);
    return this.#load(index).keys[position - (this.#starts[index] ?? 0)] ?? Number.NaN;
  }

  #load(index: number): LoadHead {
    const load = this.#loads[index];
    if (load === undefined) throw new TypeError(`There is no bulk load at index ${index}`);
    return load;
  }

  /** The load that a position lies in, by binary search. */
  #loadIndex(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Keys that share a hash can still be different ids. */
function groupById(places: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const group = groups.get(place.item.externalId);
    if (group === undefined) groups.set(place.item.externalId, [place]);
    else group.push(place);
  }
  return groups;
}

function single({ position, action, item }: Place): Intent {
  return {
    number: position + 1,
    action,
    externalId: item.externalId,
    get profile() {
      return item.profile;
    },
    line: item.line,
    others: [],
  };
}

/** A delete forgets the values before it; the last action decides. */
function merge(places: readonly Place[]): Intent {
  let profile: Record<string, string | null> = {};
  let action: RecordAction = 'upsert';
  for (const place of places) {
    action = place.action;
    profile = action === 'delete' ? {} : { ...profile, ...place.item.profile };
  }
  const [first, ...rest] = places;
  if (first === undefined) throw new TypeError('There is nothing to merge');
  return {
    number: first.position + 1,
    action,
    externalId: first.item.externalId,
    profile,
    line: undefined,
    others: rest.map((place) => place.position + 1),
  };
}
