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

/** As of the versions of everything that it was made of. */
export interface KeptBasis extends CurrentBasis {
  readonly version: string;
}

/** By source; kept as long as its org's settings are. */
const kept = new WeakMap<Org, Map<string, KeptBasis>>();

/** The basis of a source as this process knows it, for those who find out with `currentBasis` whether it is still so. */
export function keptBasis(org: Org, sourceId: string): KeptBasis | undefined {
  return kept.get(org)?.get(sourceId);
}

/**
 * The basis of a source as it is now, compiled again only when settings, mapping, schemas, the order of sources or the org's answers
 * changed; the transactions that wrote their rows tell. In the same statement, the first one that it issues, it waits until no other
 * record named `key` is under way: calls about one object take turns instead of getting in each other's way, and no import waits for
 * them. Throws `notFound` for an unknown source.
 */
export async function currentBasis(tx: Transaction, org: Org, sourceId: string, key: string): Promise<KeptBasis> {
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
  const version = rows + JSON.stringify(org.choices);
  const known = keptBasis(org, sourceId);
  if (known?.version === version) return known;
  const basis = compileBasis(await readBasis(tx, org, sourceId), org.clock);
  const current = { source: { id, label, status }, basis, version };
  const ofOrg = kept.get(org) ?? new Map<string, KeptBasis>();
  kept.set(org, ofOrg.set(sourceId, current));
  return current;
}
