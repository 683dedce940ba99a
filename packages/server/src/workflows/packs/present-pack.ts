import type {
  FlowPackDetails as DetailsBody,
  FlowPack as PackBody,
  FlowPackReport as ReportBody,
} from '@headwater/protocol';
import type { Bindings } from '@headwater/workflows';
import { boundConnection } from '../connections/open-connection.ts';
import type { PackSummary } from './examined-pack.ts';
import type { FlowPack, PackVersionRow } from './pack.ts';

/** A pack as lists show it. */
export function presentPack(pack: FlowPack): PackBody {
  const { id, name, version, fileName, size, sha256, summary, choices } = pack;
  return {
    id,
    name,
    version,
    fileName,
    size,
    sha256,
    flowCount: summary.counts.flows,
    problemCount: summary.problems.length,
    bindings: presentBindings(pack.bindings),
    choices,
    created: pack.created.toISOString(),
    lastUpdated: pack.lastUpdated.toISOString(),
  };
}

/** A pack with its versions and its report. */
export function presentPackDetails(pack: FlowPack, versions: readonly PackVersionRow[]): DetailsBody {
  return {
    ...presentPack(pack),
    versions: versions.map(({ created, ...version }) => ({ ...version, created: created.toISOString() })),
    report: presentReport(pack.summary, pack.bindings),
  };
}

/** What a pack has and needs, with what is bound. */
export function presentReport(summary: PackSummary, bindings: Bindings): ReportBody {
  const { applications = {}, hosts = {} } = bindings;
  return {
    formatVersion: summary.formatVersion,
    counts: summary.counts,
    warnings: [...summary.warnings],
    problems: [...summary.problems],
    needs: {
      applications: summary.applications.map((need) => ({ ...need, boundTo: bound(applications, need.key) })),
      connections: summary.connections.map((need) => {
        const id = need.name === null ? null : need.key;
        return { ...need, boundTo: boundConnection(bindings, { connector: need.connector, id }) };
      }),
      hosts: summary.hosts.map((need) => ({ ...need, boundTo: bound(hosts, need.key) })),
    },
  };
}

function bound(map: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null;
}

function presentBindings({ applications, ids, connections, hosts }: Bindings): PackBody['bindings'] {
  return {
    ...(applications === undefined ? {} : { applications }),
    ...(ids === undefined ? {} : { ids }),
    ...(connections === undefined ? {} : { connections }),
    ...(hosts === undefined ? {} : { hosts }),
  };
}
