import { gunzipSync } from 'node:zlib';
import type { ImportClass, RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';

/** Bodies kept at hand, in items: a few megabytes. They lie outside the heap of the collector. */
const KEPT_ITEMS = 20_000;

/** Head of a bulk load: everything but its body. */
export interface LoadHead {
  /** Among the loads of all classes. */
  readonly number: number;
  readonly class: ImportClass;
  readonly action: RecordAction;
  readonly items: number;
  /** Key hashes of its external ids, in order. */
  readonly keys: Float64Array;
  readonly dropped: readonly string[];
}

/** One uploaded entity. `line` is the stored text, of which the fingerprint is taken. */
export interface UploadedItem {
  readonly externalId: string;
  readonly profile: Readonly<Record<string, string | null>>;
  readonly line: string;
}

/** All heads of a session, in upload order. */
export async function readLoadHeads(tx: Transaction, sessionId: string): Promise<readonly LoadHead[]> {
  const rows = await tx.query<Omit<LoadHead, 'keys'> & { readonly keys: Buffer }>(
    sql`SELECT number, class, action, items, keys, dropped FROM bulk_loads WHERE session_id = ${sessionId} ORDER BY number`,
  );
  return rows.map(({ keys, ...head }) => ({ ...head, keys: toDoubles(keys) }));
}

function toDoubles(bytes: Buffer): Float64Array {
  const doubles = new Float64Array(bytes.length / 8);
  for (let index = 0; index < doubles.length; index++) doubles[index] = bytes.readDoubleLE(index * 8);
  return doubles;
}

/**
 * Reads uploaded items of one session by load number. An import reads each load about once, in order, and returns to earlier
 * ones only for records that were uploaded more than once: so the latest bodies are kept packed, and parsed items only as
 * long as the same loads are asked for. What lives shortly costs the collector nothing.
 */
export class Uploads {
  readonly #org: Org;
  readonly #sessionId: string;
  readonly #heads: ReadonlyMap<number, LoadHead>;
  readonly #bodies = new Map<number, Promise<Buffer | undefined>>();
  #keptItems = 0;
  #parsed = new Map<number, readonly UploadedItem[]>();

  constructor(org: Org, sessionId: string, heads: readonly LoadHead[]) {
    this.#org = org;
    this.#sessionId = sessionId;
    this.#heads = new Map(heads.map((head) => [head.number, head]));
  }

  /** The items of these loads, by load number. */
  async read(numbers: readonly number[]): Promise<ReadonlyMap<number, readonly UploadedItem[]>> {
    this.prefetch(numbers);
    // Taken before anything is awaited: meanwhile another reader may make room for its own.
    const parsed = this.#parsed;
    const bodies = new Map(numbers.map((number) => [number, this.#bodies.get(number)]));
    const found = new Map<number, readonly UploadedItem[]>();
    for (const number of numbers) {
      found.set(number, parsed.get(number) ?? parse(await bodies.get(number), this.#heads.get(number)?.class));
    }
    this.#parsed = found;
    return found;
  }

  /** Starts reading what is not at hand, without waiting for it. */
  prefetch(numbers: readonly number[]): void {
    const missing = numbers.filter((number) => !this.#parsed.has(number) && !this.#bodies.has(number));
    if (missing.length === 0) return;
    this.#makeRoom(new Set(numbers));
    const bodies = this.#fetch(missing);
    for (const number of missing) {
      const body = bodies.then((found) => found.get(number));
      body.catch(() => this.#drop(number));
      this.#bodies.set(number, body);
      this.#keptItems += this.#heads.get(number)?.items ?? 0;
    }
  }

  async #fetch(numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
    const rows = await this.#org.read((tx) =>
      tx.query<{ number: number; body: Buffer }>(
        sql`SELECT number, body FROM bulk_loads WHERE session_id = ${this.#sessionId} AND number = ANY(${numbers}::int[])`,
      ),
    );
    return new Map(rows.map((row) => [row.number, row.body]));
  }

  /** Forgets the bodies that were read longest ago, but none that is wanted now. */
  #makeRoom(wanted: ReadonlySet<number>): void {
    for (const number of this.#bodies.keys()) {
      if (this.#keptItems <= KEPT_ITEMS) return;
      if (!wanted.has(number)) this.#drop(number);
    }
  }

  #drop(number: number): void {
    if (this.#bodies.delete(number)) this.#keptItems -= this.#heads.get(number)?.items ?? 0;
  }
}

/** Unpacks at once: for bodies of this size a round through the pool of threads costs more than it saves. */
function parse(body: Buffer | undefined, loaded: ImportClass | undefined): readonly UploadedItem[] {
  if (body === undefined) return [];
  const lines = gunzipSync(body)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map(loaded === 'memberships' ? membership : (line) => new StoredItem(line));
}

const NO_PROFILE: UploadedItem['profile'] = {};

/** The line of a membership is what it is known by. */
function membership(line: string): UploadedItem {
  return { externalId: line, profile: NO_PROFILE, line };
}

/** How every stored line but those of memberships begins (`stage-items.ts`): the external id as a JSON text. */
const HEAD = '{"externalId":"';

/** A stored line, of which the profile is parsed when somebody asks for it: an unchanged record is known by its line alone. */
class StoredItem implements UploadedItem {
  readonly externalId: string;
  readonly line: string;
  #parsed: { readonly profile?: UploadedItem['profile'] } | undefined;

  constructor(line: string) {
    this.line = line;
    const id = line.startsWith(HEAD) ? line.slice(HEAD.length, line.indexOf('"', HEAD.length)) : '\\';
    // With an escape in it, the id may go on behind that quote.
    this.externalId = id.includes('\\') ? (JSON.parse(line) as UploadedItem).externalId : id;
  }

  /** Empty for a delete, which has none. */
  get profile(): UploadedItem['profile'] {
    this.#parsed ??= JSON.parse(this.line) as { readonly profile?: UploadedItem['profile'] };
    return this.#parsed.profile ?? {};
  }
}
