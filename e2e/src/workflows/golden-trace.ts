import { readFileSync } from 'node:fs';
import { sharedFile } from '../shared-file.ts';
import type { Call } from './outside-world.ts';

/** What one run of a published pack is to do; see the explanation in the file of the traces. */
export interface GoldenTrace {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly flow: string;
  readonly calls?: readonly GoldenCall[];
  /** Only of a very long one: method and end of the path of each call. */
  readonly callKinds?: readonly string[];
  readonly waits: readonly { readonly afterCall: number; readonly ms: number }[];
  readonly error: { readonly message: string; readonly statusCode: number } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly tablesAfter: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

export interface GoldenCall {
  readonly method: string;
  readonly url: string;
  readonly contentType?: string;
  readonly authorization?: string;
  readonly body?: unknown;
  readonly status: number;
}

/** A call as both sides of the comparison show it. */
export interface ComparedCall {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: unknown;
  readonly status: number;
}

/** The origin of the org in the traces. */
export const OKTA = 'https://example.okta.test';

const APPLICATION = /0oa[0-9A-Za-z]{17}/g;
const FILE = sharedFile('vectors/workflow-golden-traces.json');

/** The published traces; none where the file is not there. */
export const goldenTraces: readonly GoldenTrace[] =
  FILE === undefined
    ? []
    : (JSON.parse(readFileSync(FILE, 'utf8')) as { readonly traces: readonly GoldenTrace[] }).traces;

/** The trace of an id. */
export function goldenTrace(id: string): GoldenTrace {
  const trace = goldenTraces.find((known) => known.id === id);
  if (trace === undefined) throw new TypeError(`There is no golden trace ${id}`);
  return trace;
}

/** What a trace expects; whichever application a card named, it is the same one here. */
export function expectedCalls(trace: GoldenTrace): readonly ComparedCall[] {
  return (trace.calls ?? []).map(({ method, url, contentType, body, status }) => ({
    method,
    url: url.replace(APPLICATION, '{application}'),
    contentType,
    body: body ?? null,
    status,
  }));
}

/**
 * What happened, in the same words.
 * @param sessions the ids of this run's sessions to the names they have in the trace
 */
export function comparedCalls(
  calls: readonly Call[],
  application: string,
  sessions: ReadonlyMap<string, string>,
): readonly ComparedCall[] {
  const rename = (text: string) =>
    [...sessions].reduce(
      (named, [id, name]) => named.replaceAll(id, name),
      text.replaceAll(application, '{application}'),
    );
  return calls.map(({ method, url, contentType, body, status }) => ({
    method,
    url: rename(url),
    // The help says that Get sends a type as well, of no body; the traces leave it out.
    contentType: body === null ? undefined : contentType,
    body,
    status,
  }));
}

/** Names sessions as the traces do: those that were there, and `sess001` … as they are created. */
export function sessionNames(there: readonly string[], made: readonly string[]): ReadonlyMap<string, string> {
  return new Map([
    ...there.map((id, place) => [id, `old${place + 1}`] as const),
    ...made.map((id, place) => [id, `sess${String(place + 1).padStart(3, '0')}`] as const),
  ]);
}
