import type { ImportReason, RecordAction, RecordOutcome } from '@headwater/protocol';
import type { Intent } from '../fold.ts';
import { type Pair, pairOf } from './pair.ts';

/** What the plan of one chunk of memberships may know of the directory, with what the same import has planned so far. */
export interface MembershipSlice {
  /** Id of a group of the source. */
  group(externalId: string): string | undefined;
  member(externalId: string): MemberView | undefined;
  isHeld(groupId: string, sourceUserId: string): boolean;
}

export interface MemberView {
  readonly sourceUserId: string;
  /** The linked user; null while the member is not confirmed. */
  readonly userId: string | null;
}

/** The decision about a membership: what its receipt says and what applying it does. */
export interface PlannedMembership extends Pair {
  readonly number: number;
  readonly action: RecordAction;
  readonly outcome: RecordOutcome;
  readonly reason: ImportReason | null;
  readonly notes: readonly ImportReason[];
  readonly groupId: string | null;
  readonly sourceUserId: string | null;
  readonly userId: string | null;
}

/**
 * Decides about one membership (import-semantics 2.6, 2.7): a group that the source does not have is an error, an unknown member a
 * warning and nothing is kept; a member who waits to be confirmed is a member for the source. A function of its arguments alone.
 */
export function planMembership(intent: Intent, slice: MembershipSlice): PlannedMembership {
  const { number, action, externalId, others } = intent;
  const { group, member } = pairOf(externalId);
  const groupId = slice.group(group);
  const view = slice.member(member);
  const base = {
    number,
    action,
    group,
    member,
    reason: null,
    notes: others.length === 0 ? NO_NOTES : repeated(intent),
    groupId: groupId ?? null,
    sourceUserId: view?.sourceUserId ?? null,
    userId: view?.userId ?? null,
  };
  const isHeld = groupId !== undefined && view !== undefined && slice.isHeld(groupId, view.sourceUserId);
  if (action === 'delete') return { ...base, outcome: isHeld ? 'removed' : 'unchanged' };
  if (groupId === undefined) {
    return { ...base, outcome: 'error', reason: { code: 'unknownGroup', data: { group } } };
  }
  if (view === undefined) return { ...base, outcome: 'dropped', reason: { code: 'unknownMember', data: { member } } };
  return { ...base, outcome: isHeld ? 'unchanged' : 'added' };
}

const NO_NOTES: readonly ImportReason[] = [];

function repeated({ others }: Intent): readonly ImportReason[] {
  return [{ code: 'duplicateInSession', data: { count: others.length + 1 } }];
}
