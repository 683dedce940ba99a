import type { ArmedFault, NewFault } from '@headwater/server';
import type { Control } from './control.ts';

/** What is to go wrong between a client and its org. */
export interface OrgFaults {
  /**
   * Arms a fault: what is to happen (`fault`), to which requests (`match`, default all), how often (`times`, default once) and after how
   * many that still go well (`after`, default none). Faults are tried in the order in which they were armed.
   */
  add(fault: NewFault): Promise<ArmedFault>;
  /** All faults, with how often each still happens (`remaining`). */
  list(): Promise<readonly ArmedFault[]>;
  /** Takes one away. */
  remove(id: string): Promise<void>;
  /** Takes all away. */
  clear(): Promise<void>;
}

const FAULTS = '/api/v1/headwater/test/faults';

export function orgFaults(control: Control): OrgFaults {
  return {
    add: (fault) => control.call('POST', FAULTS, fault),
    list: () => control.call('GET', FAULTS),
    remove: (id) => control.call('DELETE', `${FAULTS}/${encodeURIComponent(id)}`),
    clear: () => control.call('DELETE', FAULTS),
  };
}
