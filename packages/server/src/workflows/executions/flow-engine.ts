import type { Bindings, Execution, ExecutionOptions, Ports, Program } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import type { VersionRow } from '../packs/programs.ts';

/** A version of a pack, ready to run. */
export interface LoadedPack {
  readonly program: Program;
  readonly bindings: Bindings;
}

/** Which version of which pack. */
export interface PackVersion {
  readonly packId: string;
  readonly packVersion: number;
  /** What was read of it together with what names it; the load does not read it again then. */
  readonly packRow?: VersionRow;
}

/** What the host of executions takes from the rest of Workflows. */
export interface FlowEngine {
  /** Reads and compiles a version of a pack; what was read before is at hand. Throws when the org has it no more. */
  load(org: Org, version: PackVersion): Promise<LoadedPack>;
  /** Tables, connections and exports for the executions of a pack; starts of flows are the host's own. */
  ports(
    org: Org,
    version: PackVersion,
    pack: LoadedPack,
  ): Pick<Ports, 'http' | 'tables'> & Pick<Ports['flows'], 'exportFlow'>;
  /** The interpreter. */
  open(options: ExecutionOptions): Execution;
}
