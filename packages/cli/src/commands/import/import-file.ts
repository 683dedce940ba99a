import type { LoadEvent, LoadSummary, Mapping, OrgConnection, Source, SourceRecord } from '@headwater/client';
import { type ImportCounters, NO_COUNTS } from '@headwater/protocol';
import { Failure } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';
import { explainLoad } from './explain-load.ts';
import { withLines } from './find-lines.ts';
import { ImportProgress } from './import-progress.ts';
import { type Progress, progressFor } from './progress.ts';
import { type FailedRecord, failedByOrg, failedOnTheWay, type WarnedRecord, warnedRecord } from './record-lines.ts';
import { openSessionJournal } from './session-journal.ts';

type Client = typeof import('@headwater/client');

export interface ImportRequest {
  readonly file: string;
  readonly sourceId: string;
  readonly url: string;
  readonly token: string;
  /** Path of a mapping file. */
  readonly mapping: string | undefined;
  /** The column that identifies a record, without a mapping file. */
  readonly externalId: string | undefined;
  /** The records are deletes. */
  readonly deleting: boolean;
}

/** What came of an import; also its form in JSON. Counts are of records; null where the org tells none. */
export interface ImportReport {
  /** Records of the file. */
  readonly read: number;
  /** Did not get into the import; each is among the failures. */
  readonly rejected: number;
  /** Left out because the mapping said so. */
  readonly skipped: number;
  readonly counters: ImportCounters | null;
  /** Of groups, memberships and devices that came into the sessions from elsewhere. */
  readonly objectCounters: LoadSummary['objectCounters'];
  /** Records the org took for import. */
  readonly accepted: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly sessions: LoadSummary['sessions'];
  /** Every record that was not imported. */
  readonly failures: readonly FailedRecord[];
  /** Records that were imported with a warning; at most {@link MOST_WARNINGS}. */
  readonly warnings: readonly WarnedRecord[];
}

/** More warnings than a person reads; `counters.warnings` has their number. */
const MOST_WARNINGS = 500;

/** Reads the file and loads it; throws what stops the load. `quiet` shows no progress. */
export async function importFile(request: ImportRequest, terminal: Terminal, quiet: boolean): Promise<ImportReport> {
  const client = await import('@headwater/client');
  const source = await openSource(client, request.file, terminal, quiet);
  const mapping = await openMapping(client, source, request);
  if (!quiet) for (const warning of mapping.warnings) terminal.tell(`warning: ${warning}`);
  const org = client.connectOrg({ url: request.url, token: request.token });
  const stop = new AbortController();
  const onSignal = () => stop.abort(stopped());
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = progressFor(terminal, quiet);
  try {
    return await load(client, request, { terminal, source, mapping, org, progress, signal: stop.signal });
  } catch (error) {
    throw explainLoad(client, error, request);
  } finally {
    progress.end();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await org.close();
  }
}

interface Parts {
  readonly terminal: Terminal;
  readonly source: Source;
  readonly mapping: Mapping;
  readonly org: OrgConnection;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function load(client: Client, request: ImportRequest, parts: Parts): Promise<ImportReport> {
  const { terminal, source, mapping, org, progress, signal } = parts;
  const started = performance.now();
  const failures: FailedRecord[] = [];
  const imports = new ImportProgress(org);
  let read = 0;
  let summary: LoadSummary | undefined;
  const journal = await openSessionJournal(terminal.environment, request);
  if (progress.wantsTotal) progress.total(await countRows(source, signal));
  const records = client.mapRows(source.read({ signal }), mapping);
  const events = client.loadRecords({
    org,
    sourceId: request.sourceId,
    records: counting(request.deleting ? asDeletes(records) : records, () => read++),
    signal,
    ownSessionIds: journal.abandoned,
    onSession: ({ id }) => journal.add(id),
  });
  for await (const event of events) {
    const failure = failureOf(event);
    if (failure !== undefined) failures.push(failure);
    if (event.type === 'finished') summary = event.summary;
    progress.on(event, progress.wantsTotal ? await imports.after(event) : undefined);
  }
  await journal.close();
  if (summary === undefined) throw new TypeError('A load ended without its summary');
  const seconds = (performance.now() - started) / 1000;
  return {
    read,
    rejected: summary.rejected,
    skipped: summary.skipped,
    counters: summary.counters,
    objectCounters: summary.objectCounters,
    accepted: summary.upserted + summary.deleted,
    seconds: Math.round(seconds * 1000) / 1000,
    recordsPerSecond: Math.round(read / seconds),
    sessions: summary.sessions,
    failures: await withLines(failures, client.mapRows(source.read({ signal }), mapping)),
    warnings: await readWarnings(client, org, summary, signal),
  };
}

function failureOf(event: LoadEvent): FailedRecord | undefined {
  if (event.type === 'record-rejected') return failedOnTheWay(event);
  return event.type === 'record-failed' ? failedByOrg(event.record) : undefined;
}

async function openSource(client: Client, file: string, terminal: Terminal, quiet: boolean): Promise<Source> {
  const source = client.fileSource({ path: file });
  for (const { level, message } of await source.check()) {
    if (level === 'error')
      throw new Failure({ code: 'sourceUnreadable', message: `${message}.`.replace(/\.\.$/, '.') });
    if (!quiet) terminal.tell(`warning: ${message}`);
  }
  return source;
}

async function openMapping(client: Client, source: Source, { mapping, externalId }: ImportRequest): Promise<Mapping> {
  const columns = (await source.discover()).columns.map(({ name }) => name);
  if (mapping !== undefined) return client.readMappingFile(mapping, columns);
  return client.columnMapping({ columns, label: source.label, ...(externalId === undefined ? {} : { externalId }) });
}

async function countRows(source: Source, signal: AbortSignal): Promise<number> {
  let rows = 0;
  for await (const _ of source.read({ signal })) rows++;
  return rows;
}

async function* counting(records: AsyncIterable<SourceRecord>, count: () => void): AsyncGenerator<SourceRecord> {
  for await (const record of records) {
    count();
    yield record;
  }
}

async function* asDeletes(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord> {
  for await (const record of records) {
    if (record.kind !== 'upsert') yield record;
    else {
      const { externalId, origin } = record;
      yield { kind: 'remove', externalId, ...(origin === undefined ? {} : { origin }) };
    }
  }
}

async function readWarnings(
  client: Client,
  org: OrgConnection,
  { sessions, counters }: LoadSummary,
  signal: AbortSignal,
): Promise<readonly WarnedRecord[]> {
  const found: WarnedRecord[] = [];
  if ((counters ?? NO_COUNTS).warnings === 0) return found;
  for (const { importId } of sessions) {
    if (importId === null) continue;
    for await (const receipt of client.readRecordReceipts(org, importId, { noted: true, signal })) {
      found.push(...warnedRecord(receipt));
      if (found.length >= MOST_WARNINGS) return found.slice(0, MOST_WARNINGS);
    }
  }
  return found;
}

function stopped(): Failure {
  return new Failure({
    code: 'interrupted',
    message: 'The import was interrupted.',
    remedy: 'What had been started goes on in the org. Run the command again: records that are unchanged cost little.',
  });
}
