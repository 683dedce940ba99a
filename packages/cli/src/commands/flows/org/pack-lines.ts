import type { FlowPackImport, FlowPackReport } from '@headwater/protocol';
import { counted } from '../../../output/number.ts';

/**
 * What an import did, or would do, for people.
 * @param called what the pack is called where there is none yet
 */
export function importLines(done: FlowPackImport, called: string): readonly string[] {
  const { dryRun, isSame, isNew, pack, flows, tables } = done;
  const verb = dryRun ? (isNew ? 'Would import' : 'Would update') : isNew ? 'Imported' : 'Updated';
  const name = pack === null ? `the pack ${called}` : `the pack ${pack.name} (${pack.id}), version ${pack.version}`;
  return [
    isSame ? `Nothing to do: ${name} is this very file.` : `${verb} ${name}.`,
    ...nameLines('New flows, switched off', flows.new),
    ...nameLines('Changed flows', flows.changed),
    ...nameLines('Flows that are gone', flows.gone),
    ...nameLines('New tables', tables.new),
    ...nameLines('Changed tables', tables.changed),
    ...nameLines('Tables that are gone', tables.gone),
    ...listLines('Switched on with those that call them', done.switchedOn),
    ...listLines('Switched off, because they are gone', done.switchedOff),
    ...listLines('Look at', done.warnings),
    ...reportLines(done.report),
  ];
}

/** What a pack needs and what will not work. */
export function reportLines({ counts, needs, warnings, problems }: FlowPackReport): readonly string[] {
  const bound = (value: string | null) => (value === null ? 'NOT BOUND' : `-> ${value}`);
  return [
    `${counted(counts.flows, 'flow')}; ${counts.implemented} of ${counted(counts.cards, 'card')} can run.`,
    ...needs.applications.map(
      ({ key, boundTo, flows }) => `  application ${key} ${bound(boundTo)} (${counted(flows, 'flow')})`,
    ),
    ...needs.connections.map(
      ({ key, name, connector, boundTo, flows }) =>
        `  connection ${name === null ? key : `"${name}"`} (${connector}) ${bound(boundTo)} (${counted(flows, 'flow')})`,
    ),
    ...needs.hosts.map(
      ({ key, boundTo, flows }) =>
        `  address ${key}${boundTo === null ? '' : ` -> ${boundTo}`} (${counted(flows, 'flow')})`,
    ),
    ...[...warnings, ...problems].flatMap(({ code, place, message }) => [`  ${code}: ${place}`, `    ${message}`]),
  ];
}

function nameLines(title: string, things: readonly { readonly name: string }[]): readonly string[] {
  return listLines(
    title,
    things.map(({ name }) => name),
  );
}

function listLines(title: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${title}:`, ...names.map((name) => `  ${name}`)];
}
