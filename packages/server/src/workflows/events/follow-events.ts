import { type Connector, concernsOptions, eventCollection, fromJson, type ValueObject } from '@headwater/workflows';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { readLogIn } from '../../system-log/read-log.ts';
import type { FlowEngine } from '../executions/flow-engine.ts';
import { findListeners } from '../executions/runnable-flow.ts';
import { type StartParts, startFlow } from '../executions/start-flow.ts';
import { dropCursor, moveCursor, takeCursor } from './event-cursor.ts';
import { type ListeningFlow, listeningFlow } from './listening-flow.ts';

/** What following the log needs of its process. */
export interface FollowParts extends StartParts {
  readonly engine: FlowEngine;
  readonly connectors: readonly Connector[];
}

/** Events of one batch (workflows-functions 15). */
const BATCH = 100;

/** How much of the log was read: nothing listens, all of it, or more is there. */
export type Followed = 'idle' | 'caughtUp' | 'more';

/**
 * Reads the next events of the org's System Log, in the order in which they were committed, and starts the flows that listen to them: one
 * execution per flow and batch. The place in the log moves with the starts, so that every event starts every flow once.
 * @param settle whether the place is written also where nothing was found, so that the same part of the log need not be searched again
 */
export async function followEvents(org: Org, parts: FollowParts, { settle = true } = {}): Promise<Followed> {
  const listening = await listeners(org, parts);
  if (listening === null) return 'idle';
  return org.transaction(async (tx) => {
    if (listening.length === 0) {
      await dropCursor(tx);
      return 'idle';
    }
    const cursor = await takeCursor(tx);
    if (cursor.state === 'busy') return 'caughtUp';
    const filter = filterOf(listening);
    const page = await readLogIn(tx, org, { filter, limit: BATCH, sortOrder: 'ASCENDING', after: cursor.after });
    // Parsed from what the API answers.
    const events = page.entries.map((entry) => fromJson(JSON.parse(JSON.stringify(entry))) as ValueObject);
    for (const listener of listening) await startFor(tx, org, parts, listener, events);
    if (page.next !== null && (settle || events.length > 0)) await moveCursor(tx, page.next);
    return events.length === BATCH ? 'more' : 'caughtUp';
  });
}

/** Null when the org has no flows that events start, and had none before. */
async function listeners(org: Org, { engine, connectors }: FollowParts): Promise<readonly ListeningFlow[] | null> {
  const { flows, hasCursor } = await org.read((tx) => findListeners(tx), { brief: true });
  if (flows.length === 0) return hasCursor ? [] : null;
  const found: ListeningFlow[] = [];
  for (const flow of flows) {
    const { program } = await engine.load(org, flow);
    const listener = listeningFlow(flow, program, connectors);
    if (listener !== null) found.push(listener);
  }
  return found;
}

function filterOf(listening: readonly ListeningFlow[]): string {
  const types = new Set(listening.flatMap(({ trigger }) => trigger.eventTypes));
  return [...types].map((type) => `eventType eq "${type}"`).join(' or ');
}

async function startFor(
  tx: Transaction,
  org: Org,
  parts: FollowParts,
  { flow, trigger, options }: ListeningFlow,
  events: readonly ValueObject[],
): Promise<void> {
  const collection = eventCollection(
    trigger,
    events.filter((event) => concernsOptions(options, event)),
  );
  if (collection.length === 0) return;
  await startFlow(tx, org, parts, { flow, trigger: 'event', input: { '': { collection } } });
}
