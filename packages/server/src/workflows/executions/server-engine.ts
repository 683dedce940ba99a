import type { Clock } from '@headwater/protocol';
import { CardError, exportFlow, startExecution, type TokenCache, tokenCache } from '@headwater/workflows';
import type { Org } from '../../orgs/org.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { openConnection } from '../connections/open-connection.ts';
import type { Door } from '../outgoing/door.ts';
import { httpPort } from '../outgoing/http-port.ts';
import type { Programs } from '../packs/programs.ts';
import { serverTables } from '../tables/server-tables.ts';
import type { FlowEngine } from './flow-engine.ts';
import { isShortOfMemory } from './short-of-memory.ts';

/** What the engine of a process is made of. */
export interface ServerEngineOptions {
  readonly programs: Programs;
  readonly door: Door;
  readonly secrets: Secrets;
}

/** The engine of a server: packs, tables and connections of the org, the interpreter, and the door to the outside. */
export function serverEngine({ programs, door, secrets }: ServerEngineOptions): FlowEngine {
  const tokens = new OrgTokens();
  return {
    load: (org, { packId, packVersion, packRow }) => programs.load(org, packId, packVersion, packRow),
    ports: (org, { packId }, { program, bindings }) => ({
      http: httpPort({
        door,
        openConnection: (ref) => openConnection(org, secrets, bindings, ref),
        hosts: bindings.hosts ?? {},
        tokens: tokens.of(org),
      }),
      tables: serverTables(org, packId),
      exportFlow: async (flowId) => {
        const flow = program.pack.flows.get(flowId);
        if (flow === undefined) throw missing(flowId);
        return { name: flow.name, text: exportFlow(program.pack, flowId) };
      },
    }),
    open: (options) => startExecution({ ...options, isShortOfMemory }),
  };
}

function missing(flowId: string): CardError {
  return new CardError(`There is no flow "${flowId}" to export. Choose another on the card.`, { kind: 'not_found' });
}

/** Access tokens of connections, one memory per org: ids of connections are an org's own, and so is its clock. */
class OrgTokens {
  readonly #caches = new Map<string, { readonly org: string; readonly clock: Clock; readonly cache: TokenCache }>();

  of(org: Org): TokenCache {
    const known = this.#caches.get(org.name);
    // An org that was dropped and made again has another id, one whose state was replaced another clock.
    if (known !== undefined && known.org === org.id && known.clock === org.clock) return known.cache;
    const cache = tokenCache(org.clock);
    this.#caches.set(org.name, { org: org.id, clock: org.clock, cache });
    return cache;
  }
}
