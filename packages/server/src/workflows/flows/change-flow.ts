import { randomBytes } from 'node:crypto';
import { type FlowChange, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { mergePatch } from '../../orgs/merge-patch.ts';
import type { Org } from '../../orgs/org.ts';
import { clientTokenHash } from '../endpoints/client-token.ts';
import { getPack } from '../packs/pack.ts';
import { type Flow, type FlowSettings, getFlow } from './flow.ts';
import { reschedule, scheduleFault } from './reschedule.ts';

/** Changes settings of a flow; null goes back to the default. Throws `notFound`, `validationFailed`. */
export async function changeSettings(
  tx: Transaction,
  org: Org,
  id: string,
  change: NonNullable<FlowChange['settings']>,
): Promise<void> {
  const { packId } = await getFlow(tx, id);
  await getPack(tx, packId, 'update');
  const flow = await getFlow(tx, id);
  const causes = scheduleCauses(org, flow, change.schedule ?? null);
  if (causes.length > 0) throw validationFailed('schedule', causes);
  // Its schema was checked, and every value of the patch is whole but the schedule, whose fields are both there.
  const settings = mergePatch(flow.settings, change) as FlowSettings;
  await tx.execute(sql`
    UPDATE flows SET settings = ${JSON.stringify(settings)}, last_updated = ${org.clock.now()} WHERE id = ${id}`);
  if (change.schedule !== undefined) await reschedule(tx, org, { ...flow, settings });
}

function scheduleCauses(org: Org, flow: Flow, schedule: FlowSettings['schedule'] | null): readonly string[] {
  if (schedule === null || schedule === undefined) return [];
  if (flow.kind !== 'scheduled') return [`settings.schedule: A flow of kind ${flow.kind} has no schedule`];
  const fault = scheduleFault(schedule.cron, schedule.timeZone, org.clock.now());
  return fault === null ? [] : [`settings.schedule: ${fault}`];
}

/**
 * Gives an endpoint a new client token; the one before is refused from then on. It is told this once, and stored as a hash. Throws
 * `notFound`, `validationFailed` for a flow that needs none.
 */
export async function rotateClientToken(tx: Transaction, org: Org, id: string): Promise<string> {
  const flow = await getFlow(tx, id);
  if (flow.kind !== 'endpoint') throw validationFailed('flow', [`flow: "${flow.name}" is no API endpoint`]);
  if (flow.definition.securityLevel === 'open') {
    throw validationFailed('flow', [`flow: "${flow.name}" is open to everybody and takes no client token`]);
  }
  const token = randomBytes(32).toString('hex');
  await tx.execute(sql`
    UPDATE flows SET client_token = ${clientTokenHash(token)}, token_created = ${org.clock.now()} WHERE id = ${id}`);
  return token;
}
