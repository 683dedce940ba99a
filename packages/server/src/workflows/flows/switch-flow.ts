import { ApiError, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { type Party, recordEvent } from '../../system-log/record-event.ts';
import { getPack } from '../packs/pack.ts';
import { type Flow, flowsOfPack, getFlow } from './flow.ts';
import { reschedule } from './reschedule.ts';
import { readSurroundings, switchReasons, withHelpers } from './switch-reasons.ts';

/** What came of switching. */
export interface Switched {
  /** Helpers that were switched along. */
  readonly also: readonly string[];
  readonly warnings: readonly string[];
}

/** A flow as a target of events. */
function flowParty({ id, name }: Pick<Flow, 'id' | 'name'>): Party {
  return { id, type: 'Flow', alternateId: name, displayName: name };
}

/** How a flow is switched on. */
export interface SwitchOn {
  /** Whether the helpers that it needs are switched on with it; else they must be on. */
  readonly withHelpers: boolean;
  /** Address of the org. */
  readonly origin: string;
}

/**
 * Switches a flow on. A helper must be on to be called (workflows-functions 12). Throws `notFound`, `validationFailed` with everything
 * that keeps it, or a helper that would be switched on with it, from running.
 */
export async function switchOn(tx: Transaction, org: Org, id: string, options: SwitchOn, act: Act): Promise<Switched> {
  const { packId } = await getFlow(tx, id);
  const pack = await getPack(tx, packId, 'update');
  const flow = await getFlow(tx, id);
  const around = await readSurroundings(tx, pack, options.origin);
  const needed = withHelpers(flow, around.flows);
  const off = needed.filter((one) => !one.isOn);
  const wanted = options.withHelpers ? off : off.filter((one) => one.id === id);
  const checks = wanted.map((one) => switchReasons(org, one, around));
  const waiting = options.withHelpers ? [] : off.filter((one) => one.id !== id);
  const reasons = [
    ...checks.flatMap((check) => check.reasons),
    ...waiting.map(({ name }) => `It calls "${name}", which is off; switch that on, or both with "with=helpers"`),
  ];
  if (reasons.length > 0) throw validationFailed('flow', reasons);
  for (const one of wanted) await setSwitch(tx, org, one, true, act);
  return {
    also: wanted.filter((one) => one.id !== id).map((one) => one.id),
    warnings: checks.flatMap((check) => check.warnings),
  };
}

/**
 * Switches a flow off, and with `withCallers` all flows that call it, directly or through others. Throws `notFound`, and else `conflict`
 * for a helper that flows which are on call.
 */
export async function switchOff(
  tx: Transaction,
  org: Org,
  id: string,
  options: { readonly withCallers: boolean },
  act: Act,
): Promise<Switched> {
  const { packId } = await getFlow(tx, id);
  const pack = await getPack(tx, packId, 'update');
  const flow = await getFlow(tx, id);
  if (!flow.isOn) return { also: [], warnings: [] };
  const callers = callersOf(flow, await flowsOfPack(tx, pack.id)).filter((one) => one.isOn);
  if (callers.length > 0 && !options.withCallers) {
    throw new ApiError('conflict', {
      data: { subject: 'flow' },
      causes: callers.map(({ name }) => `"${name}" needs it and is on; switch that off, or both with "with=callers"`),
    });
  }
  for (const one of [flow, ...callers]) await setSwitch(tx, org, one, false, act);
  return { also: callers.map((one) => one.id), warnings: [] };
}

/** Flows that call this one, directly or through others. */
function callersOf(flow: Flow, flows: ReadonlyMap<string, Flow>): readonly Flow[] {
  const found = new Set([flow.packFlowId]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const one of flows.values()) if (one.definition.calls.some((id) => found.has(id))) found.add(one.packFlowId);
  }
  return [...flows.values()].filter((one) => one.id !== flow.id && found.has(one.packFlowId));
}

/** Flips the switch of a flow, with its schedule and the event. The pack must be locked. */
export async function setSwitch(tx: Transaction, org: Org, flow: Flow, isOn: boolean, act: Act): Promise<void> {
  const now = org.clock.now();
  await tx.execute(sql`UPDATE flows SET is_on = ${isOn}, last_updated = ${now} WHERE id = ${flow.id}`);
  await reschedule(tx, org, { ...flow, isOn });
  const type = isOn ? 'workflows.user.flow.activate' : 'workflows.user.flow.deactivate';
  await recordEvent(tx, { at: now, type, ...act, targets: [flowParty(flow)] });
}
