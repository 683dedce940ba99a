import { notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { SourceStatus } from '../../identity-sources/identity-source.ts';
import type { Org } from '../../orgs/org.ts';
import { readBasis } from '../open-run.ts';
import { type CompiledBasis, compileBasis } from '../plan/basis.ts';

/** What of a source matters to a record outside a session. */
export interface RecordSource {
  readonly id: string;
  readonly label: string;
  readonly status: SourceStatus;
}

/** A source and what its records are planned by, as both are now. */
export interface CurrentBasis {
  readonly source: RecordSource;
  readonly basis: CompiledBasis;
}

interface Kept {
  readonly version: string;
  readonly basis: CompiledBasis;
}

/** By source; kept as long as its org's settings are. */
const kept = new WeakMap<Org, Map<string, Kept>>();

/**
 * The basis of a source as it is now, compiled again only when settings, mapping, schemas, the order of sources or the org's answers
 * changed; the transactions that wrote their rows tell. In the same statement it waits until no other record named `key` is under
 * way: calls about one object take turns instead of getting in each other's way, and no import waits for them. Throws `notFound`
 * for an unknown source.
 */
export async function currentBasis(tx: Transaction, org: Org, sourceId: string, key: string): Promise<CurrentBasis> {
  const lock = `headwater record ${org.name} ${sourceId} ${key}`;
  const [found] = await tx.query<RecordSource & { readonly rows: string }>(sql`
    SELECT s.id, s.label, s.status, pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text,
           concat_ws(' ', m.xmin,
             (SELECT string_agg(concat_ws(':', id, xmin), ',' ORDER BY id) FROM identity_sources),
             (SELECT string_agg(concat_ws(':', owner, name, xmin), ',' ORDER BY owner, name) FROM attributes
               WHERE owner IN ('user', s.id))) AS rows
      FROM identity_sources s JOIN mappings m ON m.source_id = s.id WHERE s.id = ${sourceId}`);
  if (found === undefined) throw notFound(sourceId, 'AppInstance');
  const { id, label, status, rows } = found;
  return { source: { id, label, status }, basis: await compiled(tx, org, id, rows + JSON.stringify(org.choices)) };
}

async function compiled(tx: Transaction, org: Org, sourceId: string, version: string): Promise<CompiledBasis> {
  const ofOrg = kept.get(org) ?? new Map<string, Kept>();
  kept.set(org, ofOrg);
  const known = ofOrg.get(sourceId);
  if (known?.version === version) return known.basis;
  const basis = compileBasis(await readBasis(tx, org, sourceId), org.clock);
  ofOrg.set(sourceId, { version, basis });
  return basis;
}
