import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, WireAnswer, WireRequest } from './exchange.ts';

/** How a run calls an org: whose source, with what token, how patiently. */
export interface OrgAccess {
  readonly exchange: Exchange;
  /** Path of the identity source: `/api/v1/identity-sources/0oa…`. */
  readonly source: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
  /** Waits; injected for tests. Default: real time. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Told what the run waits for. */
  readonly onWait?: (reason: string, milliseconds: number) => void;
}

/** How often a request is sent again after a 429 or a refused session. */
const MOST_TRIES = 12;
/** Between two attempts to create a session (identity-sources-api D10). */
const CONFLICT_WAIT = 60_000;
/** Between two looks at a session whose import runs: quick at first, then as seldom as its rate limit asks. */
const POLLS = [200, 500, 1_000, 2_000, 5_000, 10_000, 15_000] as const;
const MOST_POLLS = 400;
const OVER: ReadonlySet<unknown> = new Set(['COMPLETED', 'ERROR', 'CLOSED', 'EXPIRED']);

/** An {@link Exchange} that waits out rate limits: none of the answers it gives is a 429. */
export function patient(access: OrgAccess): Exchange {
  return async (request) => {
    for (let tries = 1; ; tries++) {
      const answer = await access.exchange(request);
      if (answer.status !== 429 || tries === MOST_TRIES) return answer;
      await pause(access, 'the rate limit', untilReset(answer));
    }
  };
}

/** Milliseconds until the window of a 429 ends, by the clock of the org (identity-sources-api 4.4). */
function untilReset({ headers }: WireAnswer): number {
  const reset = Number(headers['x-rate-limit-reset']?.[0]) * 1000;
  const now = Date.parse(headers.date?.[0] ?? '');
  return Number.isFinite(reset - now) ? Math.min(Math.max(reset - now, 0) + 1000, 120_000) : 10_000;
}

/** Creates a session, after the cooldown of the one before if need be. Gives the answer; its path, too. */
export async function createSession(
  access: OrgAccess,
  request: WireRequest,
): Promise<{ readonly answer: WireAnswer; readonly path: string }> {
  for (let tries = 1; ; tries++) {
    const answer = await patient(access)(request);
    const isConflict = answer.status === 400 && answer.text.includes('E0000001');
    if (isConflict && tries < MOST_TRIES) {
      await pause(access, 'the cooldown between two sessions', CONFLICT_WAIT);
      continue;
    }
    const id = readField(answer, 'id');
    if (id === undefined) {
      throw new Error(`The org creates no session: ${answer.status} ${answer.text.slice(0, 300)}`);
    }
    return { answer, path: `${access.source}/sessions/${id}` };
  }
}

/** Polls a session until it has ended, and gives the last answer. */
export async function awaitEnd(access: OrgAccess, path: string): Promise<WireAnswer> {
  const read = patient(access);
  for (let poll = 0; ; poll++) {
    const answer = await read({ method: 'GET', path, headers: jsonHeaders(access) });
    if (answer.status !== 200 || OVER.has(readField(answer, 'status')) || poll === MOST_POLLS) return answer;
    await pause(access, 'the import', POLLS[Math.min(poll, POLLS.length - 1)] ?? 0);
  }
}

/** The headers that every client sends. */
export function jsonHeaders({ authorization }: OrgAccess): Readonly<Record<string, string>> {
  return { Accept: 'application/json', Authorization: authorization };
}

/** A text member of the object in a body. */
export function readField({ text }: WireAnswer, name: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

async function pause(access: OrgAccess, reason: string, milliseconds: number): Promise<void> {
  access.onWait?.(reason, milliseconds);
  await (access.wait ?? delay)(milliseconds);
}
