import { createHash } from 'node:crypto';
import {
  type Bindings,
  CONNECTORS,
  type CompiledFlow,
  compilePack,
  flowPlace,
  type Pack,
  PackError,
  type PackFlow,
  type PackProblem,
  type Program,
  placeText,
  readPack,
  type WorkflowChoices,
} from '@headwater/workflows';
import { isStorable } from '../../json/storable-text.ts';
import type { ConnectionNeed, ExaminedFlow, ExaminedPack, ExaminedTable, PackNeed } from './examined-pack.ts';
import { type FlowNeeds, flowNeeds } from './flow-needs.ts';

/** What is compiled into a pack. */
export interface ExamineOptions {
  readonly bindings: Bindings;
  readonly choices: Partial<WorkflowChoices>;
}

/** Reads and compiles a file, here or in a thread. Rejects with a PackError. */
export type Examine = (file: Uint8Array, options: ExamineOptions) => Promise<ExaminedPack>;

/** Reads and compiles a file. Throws a PackError with everything that is wrong with it. */
export function examinePack(file: Uint8Array, { bindings, choices }: ExamineOptions): ExaminedPack {
  const pack = readPack(file);
  refuseUnstorable(pack);
  const { applications = {}, ids = {} } = bindings;
  const program = compilePack(pack, { connectors: CONNECTORS, bindings: { applications, ids }, choices });
  const needs = new Map([...pack.flows.values()].map((flow) => [flow.id, flowNeeds(flow, CONNECTORS)]));
  const problems = problemsByFlow(pack, program.report.problems);
  return {
    sha256: createHash('sha256').update(file).digest('hex'),
    summary: {
      formatVersion: pack.version,
      counts: program.report.counts,
      warnings: pack.warnings,
      problems: program.report.problems,
      ...summarize(pack, [...needs.values()]),
    },
    flows: [...pack.flows.values()].flatMap((flow) => {
      const compiled = program.flows.get(flow.id);
      const need = needs.get(flow.id);
      return compiled === undefined || need === undefined
        ? []
        : [examineFlow({ program, flow, compiled, need, problems: problems.get(flow.id) ?? [] })];
    }),
    tables: [...pack.tables.values()].map(
      ({ id, name, description, columns }): ExaminedTable => ({
        packTableId: id,
        name: storable(name),
        description: storable(description),
        columns,
      }),
    ),
  };
}

interface FlowFacts {
  readonly program: Program;
  readonly flow: PackFlow;
  readonly compiled: CompiledFlow;
  readonly need: FlowNeeds;
  readonly problems: readonly PackProblem[];
}

function examineFlow({ program, flow, compiled, need, problems }: FlowFacts): ExaminedFlow {
  return {
    packFlowId: flow.id,
    name: storable(flow.name),
    kind: flow.kind,
    folder: foldersOf(program.pack, flow.folderId),
    definition: {
      description: flow.description,
      parameters: compiled.parameters,
      results: compiled.results,
      calls: compiled.calls,
      tables: compiled.tables,
      connections: [...need.connections.values()],
      applications: [...need.applications],
      cardCount: compiled.cardCount,
      problems,
      schedule: flow.schedule,
      securityLevel: flow.securityLevel,
      savesData: flow.savesData,
      fingerprint: createHash('sha256').update(JSON.stringify(flow)).digest('hex'),
    },
  };
}

function foldersOf(pack: Pack, folderId: string | null): readonly string[] {
  const names: string[] = [];
  for (let at = folderId; at !== null; at = pack.folders.get(at)?.parentId ?? null) {
    names.unshift(storable(pack.folders.get(at)?.name ?? ''));
  }
  return names;
}

/** A place begins with its flow. */
function problemsByFlow(pack: Pack, problems: readonly PackProblem[]): ReadonlyMap<string, readonly PackProblem[]> {
  const flows = new Map([...pack.flows.values()].map((flow) => [placeText(flowPlace(flow)), flow.id]));
  const byFlow = new Map<string, PackProblem[]>();
  for (const problem of problems) {
    const [start = ''] = problem.place.split(' › ', 1);
    const id = flows.get(start) ?? [...flows].find(([place]) => problem.place.startsWith(place))?.[1];
    if (id !== undefined) byFlow.set(id, [...(byFlow.get(id) ?? []), problem]);
  }
  return byFlow;
}

function summarize(
  pack: Pack,
  needs: readonly FlowNeeds[],
): { applications: readonly PackNeed[]; connections: readonly ConnectionNeed[]; hosts: readonly PackNeed[] } {
  const connections = new Map<string, ConnectionNeed>(
    [...pack.connections.values()].map(({ id, name, connector }) => [id, { key: id, connector, name, flows: 0 }]),
  );
  for (const one of needs) {
    for (const [key, { connector, connectionId }] of one.connections) {
      const name = connectionId === null ? null : (pack.connections.get(connectionId)?.name ?? null);
      connections.set(key, { key, connector, name, flows: (connections.get(key)?.flows ?? 0) + 1 });
    }
  }
  return {
    applications: count(needs.map(({ applications }) => applications)),
    connections: [...connections.values()],
    hosts: count(needs.map(({ hosts }) => hosts)),
  };
}

function count(sets: readonly ReadonlySet<string>[]): readonly PackNeed[] {
  const counts = new Map<string, number>();
  for (const set of sets) for (const key of set) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, flows]) => ({ key, flows }));
}

/** A name as the database can hold it. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '�');
}

/** What others refer to by its text cannot be changed. */
function refuseUnstorable(pack: Pack): void {
  const ids = [...pack.flows.keys(), ...pack.tables.keys()];
  const columns = [...pack.tables.values()].flatMap((table) => table.columns.map(({ name }) => name));
  const found = [...ids, ...columns].find((text) => !isStorable(text));
  if (found === undefined) return;
  const message = `${JSON.stringify(found)} has a character that cannot be stored: NUL, or half of a pair`;
  throw new PackError('malformed', [{ code: 'text_not_storable', place: 'pack', message }]);
}
