import { type Clock, DEFAULT_CHOICES, type Ids, resolveLimits, resolveRateLimits } from '@headwater/protocol';
import type { Database } from '../database/database.ts';
import type { Org } from './org.ts';
import type { OrgRow } from './org-rows.ts';

/** What an org needs of its process. */
export interface OrgParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** An org by its row. Settings are as they were when the row was read. */
export function openOrg(row: OrgRow, { database, clock, ids }: OrgParts): Org {
  return {
    id: row.id,
    name: row.name,
    limitsProfile: row.settings.limitsProfile,
    limits: resolveLimits(row.settings.limitsProfile, row.settings.limits),
    rateLimits: resolveRateLimits(row.settings.limitsProfile, row.settings.rateLimits),
    choices: { ...DEFAULT_CHOICES, ...row.settings.choices },
    clock,
    ids,
    transaction: (work, options) => database.inOrg(row.name, work, options),
    read: (work, options) => database.inOrg(row.name, work, { ...options, readOnly: true }),
  };
}
