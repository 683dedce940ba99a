import type { OrgParts } from '../orgs/open-org.ts';
import type { Org } from '../orgs/org.ts';
import type { OrgRow } from '../orgs/org-rows.ts';
import { orgTime } from './clock-state.ts';
import type { TestState } from './org-state.ts';

/** An org with the clock, the ids and the state of its test mode, followed while the process runs. */
export function openTestOrg(org: Org, state: TestState): Org {
  return {
    ...org,
    clock: state.clock,
    ids: state.ids,
    testMode: {
      get generation() {
        return state.generation;
      },
    },
    transaction: (work, options) => state.transaction(work, options),
    // Never brief: the state that a transaction asks for first must hold until its end.
    read: (work) => state.transaction(work, { readOnly: true }),
  };
}

/** The org with the clock it had when its row was read: for a command that is over soon. Its ids are drawn as everywhere. */
export function withTestClock(org: Org, row: OrgRow, { clock }: OrgParts): Org {
  const { testMode } = row;
  return testMode === undefined ? org : { ...org, clock: { now: () => orgTime(testMode.clock, clock.now()) } };
}
