import { fullName } from '../directory/full-name.ts';
import type { TargetRole } from './import-events.ts';
import { type LogTarget, target } from './log-entry.ts';

/** The people and the source around one record of an import, as columns of the statements that read records. */
export interface RecordParties {
  readonly external_id: string;
  readonly source_user_id: string | null;
  readonly user_id: string | null;
  readonly login_key: string | null;
  readonly source_id: string | null;
  readonly source_label: string | null;
  readonly login: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
}

/** The part of the debug data that names the job; null when the import is no longer there. */
export interface RecordJob {
  readonly import_id: string;
  readonly session_id: string | null;
  readonly source_id: string | null;
  readonly source_label: string | null;
}

/** The party of a role, or null when nobody fills it. Names are today's: they are read, not kept. */
export function partyOf(row: RecordParties, role: TargetRole): LogTarget | null {
  switch (role) {
    case 'sourceUser':
      return target({
        id: row.source_user_id,
        type: 'AppUser',
        alternateId: row.external_id,
        displayName: fullName(row.first_name, row.last_name) ?? row.external_id,
      });
    case 'user':
      if (row.user_id === null) return null;
      return target({
        id: row.user_id,
        type: 'User',
        alternateId: row.login ?? row.login_key,
        displayName: fullName(row.first_name, row.last_name) ?? row.login ?? row.login_key,
      });
    case 'source':
      if (row.source_id === null) return null;
      return target({
        id: row.source_id,
        type: 'AppInstance',
        alternateId: row.source_label,
        displayName: row.source_label,
      });
  }
}

/** What every entry of an import says about its job (import-semantics 4.2). Imports of identity sources are always incremental. */
export function jobData(row: RecordJob): Readonly<Record<string, string>> {
  return {
    job_id: row.import_id,
    ...(row.session_id === null ? {} : { session_id: row.session_id }),
    ...(row.source_id === null ? {} : { instance_id: row.source_id }),
    ...(row.source_label === null ? {} : { AppName: row.source_label }),
    import_type: 'Incremental',
    import_trigger: 'Manual action',
  };
}
