import { ApiError, type FlowPackChange } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { mergePatch } from '../../orgs/merge-patch.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { flowsOfPack } from '../flows/flow.ts';
import { checkBindings, checkChoices } from './check-change.ts';
import type { Examine } from './examine-pack.ts';
import { examine } from './import-pack.ts';
import { findPackByName, getPack, packParty } from './pack.ts';
import { readContent } from './programs.ts';
import { saveFlows } from './save-flows.ts';

/** Changes the name, the bindings or the choices of a pack; executions under way see it with their next beginning. Throws `notFound`, `validationFailed`, `conflict`. */
export async function changePack(
  tx: Transaction,
  org: Org,
  id: string,
  change: FlowPackChange,
  parts: { readonly examine: Examine; readonly origin: string },
): Promise<void> {
  const before = await getPack(tx, id, 'update');
  const name = change.name ?? before.name;
  if (name !== before.name && (await findPackByName(tx, name)) !== undefined) {
    throw conflict(`There is a pack "${name}" already.`);
  }
  const bindings =
    change.bindings === undefined
      ? before.bindings
      : await checkBindings(tx, before, mergePatch(before.bindings, change.bindings), parts.origin);
  const choices =
    change.choices === undefined ? before.choices : checkChoices(mergePatch(before.choices, change.choices));
  await tx.execute(sql`
    UPDATE flow_packs SET name = ${name}, bindings = ${JSON.stringify(bindings)}, choices = ${JSON.stringify(choices)},
      last_updated = ${org.clock.now()}
    WHERE id = ${id}`);
  const compiled = (pack: Pick<typeof before, 'bindings' | 'choices'>) =>
    JSON.stringify([pack.bindings.applications, pack.bindings.ids, pack.choices]);
  if (compiled({ bindings, choices }) === compiled(before)) return;
  const content = await readContent(tx, id, before.version);
  const examined = await examine(parts.examine, content, { bindings, choices });
  await tx.execute(sql`UPDATE flow_packs SET summary = ${JSON.stringify(examined.summary)} WHERE id = ${id}`);
  await saveFlows(tx, org, id, await flowsOfPack(tx, id), examined.flows);
}

/** Deletes a pack with its flows, their history and its tables. Throws `notFound`, `conflict` while flows are on or executions are under way. */
export async function deletePack(tx: Transaction, org: Org, id: string, act: Act): Promise<void> {
  const pack = await getPack(tx, id, 'update');
  const on = await tx.query<{ readonly name: string }>(sql`
    SELECT name FROM flows WHERE pack_id = ${id} AND is_on ORDER BY name LIMIT 10`);
  if (on.length > 0) {
    throw conflict(`Switch its flows off first; on are: ${on.map(({ name }) => `"${name}"`).join(', ')}.`);
  }
  const [open] = await tx.query<{ readonly count: number }>(sql`
    SELECT count(*)::int AS count FROM flow_executions AS execution JOIN flows ON flows.id = execution.flow_id
    WHERE flows.pack_id = ${id} AND execution.ended IS NULL`);
  if (open !== undefined && open.count > 0) {
    throw conflict(`${open.count} executions of its flows have not ended; cancel them, or wait.`);
  }
  // What their executions wrote into tables of others stays; that they did it is no longer of interest.
  await tx.execute(sql`
    DELETE FROM journal USING flow_executions AS execution, flows
    WHERE journal.run = execution.id AND flows.id = execution.flow_id AND flows.pack_id = ${id}`);
  await tx.execute(sql`DELETE FROM flow_packs WHERE id = ${id}`);
  await recordEvent(tx, {
    at: org.clock.now(),
    type: 'workflows.user.folder.delete',
    ...act,
    targets: [packParty(pack)],
  });
}

function conflict(cause: string): ApiError {
  return new ApiError('conflict', { data: { subject: 'flowPack' }, causes: [cause] });
}
