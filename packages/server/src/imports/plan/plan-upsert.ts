import type { ImportReason, MatchKind } from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import { emptyRecord, isEmpty, rejectedRecord } from './empty-record.ts';
import { type Match, matchRecord } from './match.ts';
import { planLink } from './plan-link.ts';
import { planNewUser } from './plan-new-user.ts';
import type { PlannedRecord, SourceChange } from './planned-record.ts';
import type { Prepared, Ready } from './prepare.ts';
import type { DirectorySlice, UserView } from './slice.ts';

/**
 * Decides what one upsert does (import-semantics 2.4): nothing, an error, an update of a linked user, a new link, a new user,
 * or a record that waits for a person. A function of its arguments alone.
 */
export function planUpsert(record: Prepared, slice: DirectorySlice, basis: CompiledBasis): PlannedRecord {
  switch (record.kind) {
    case 'unchanged':
      return { ...emptyRecord(record), outcome: 'unchanged' };
    case 'rejected':
      return rejectedRecord(record, record.reason);
    case 'ready': {
      const linked = linkedUser(record, slice);
      if (linked !== undefined) return planLink(record, linked, { effect: null, match: null }, slice, basis);
      return confirm(record, matchRecord(record, slice, basis), slice, basis);
    }
  }
}

/** The user that the record is linked to already, and that no other live record of the source has taken meanwhile. */
function linkedUser(record: Ready, slice: DirectorySlice): UserView | undefined {
  const { intent, sourceUser } = record;
  const user = sourceUser?.userId == null ? undefined : slice.user(sourceUser.userId);
  return user === undefined || (user.heldBy !== null && user.heldBy !== intent.externalId) ? undefined : user;
}

/** Confirms the match or parks it (import-semantics 2.4 step 5). */
function confirm(record: Ready, match: Match, slice: DirectorySlice, basis: CompiledBasis): PlannedRecord {
  const { settings } = basis;
  const [user, ...others] = match.users;
  switch (match.kind) {
    case 'conflict':
      return park(record, 'conflict', match.reason ?? null, []);
    case 'none':
      return settings.autoConfirmNewUsers
        ? planNewUser(record, slice, basis)
        : park(record, 'none', null, [waits('none')]);
    case 'exact':
    case 'partial': {
      if (user === undefined) throw new TypeError(`A match of kind ${match.kind} names no user`);
      if (others.length > 0) return park(record, match.kind, null, [several(match)]);
      const automatic = match.kind === 'exact' ? settings.autoConfirmExactMatch : settings.autoConfirmPartialMatch;
      if (!automatic) return park(record, match.kind, null, [waits(match.kind)]);
      const effect = user.heldBy === null || user.heldBy === record.intent.externalId ? 'matched' : 'moved';
      return planLink(record, user, { effect, match: match.kind }, slice, basis);
    }
  }
}

function waits(match: MatchKind): ImportReason {
  return { code: 'awaitingConfirmation', data: { match } };
}

function several(match: Match): ImportReason {
  return {
    code: 'severalMatches',
    data: { count: match.users.length, userIds: match.users.map(({ id }) => id).join(' ') },
  };
}

const MATCH_TYPES = { exact: 'EXACT', partial: 'PARTIAL', none: 'NONE', conflict: 'CONFLICT' } as const;

/** Keeps the record as a source user that waits for a person; a conflict counts as an error (import-semantics 2.7). */
function park(
  record: Ready,
  match: MatchKind,
  reason: ImportReason | null,
  remarks: readonly ImportReason[],
): PlannedRecord {
  const { sourceUser } = record;
  const source: SourceChange = {
    version: sourceUser?.version,
    status: match === 'exact' || match === 'partial' ? 'MATCHED' : 'IMPORTED',
    matchType: MATCH_TYPES[match],
    before: record.before,
    after: isEmpty(record.before) && sourceUser !== undefined ? undefined : record.profile,
    fingerprint: null,
  };
  const changes = sourceUser === undefined || source.after !== undefined || sourceUser.matchType !== source.matchType;
  const changed = changes || sourceUser.status !== source.status;
  const outcome = sourceUser === undefined ? 'added' : changed ? 'updated' : 'unchanged';
  return {
    ...emptyRecord(record),
    outcome: reason === null ? outcome : 'error',
    match,
    reason,
    notes: [...record.notes, ...remarks],
    source: changed ? source : null,
    userId: null,
  };
}
