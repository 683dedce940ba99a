import type { AmbiguityName } from '@headwater/protocol';
import { checkAnswer } from './check-answer.ts';
import type { WireAnswer, WireRequest } from './exchange.ts';
import { fill } from './match.ts';
import { awaitEnd, createSession, jsonHeaders, type OrgAccess, patient, readField } from './org-session.ts';
import type { Deviation } from './report.ts';
import type { CallStep, Case, Step } from './suite.ts';

/** An answer of the org to a question of the register, or what it said instead. */
export interface Observation {
  readonly name: AmbiguityName;
  readonly answer: string | undefined;
  readonly seen: string;
}

/** What one case came to. */
export interface CaseRun {
  readonly deviations: readonly Deviation[];
  readonly observations: readonly Observation[];
}

/** Told every request that changes something, before it is sent. */
export type NoteRequest = (request: WireRequest) => void;

const WRONG_TOKEN = 'SSWS 00ThereIsNoSuchTokenInThisOrgXXXXXXXXXXXX';

/**
 * Runs the steps of a case one after the other and cancels its session, if it is still open. A case stops at its first deviation: what
 * follows would only repeat it.
 */
export async function runCase(each: Case, access: OrgAccess, prefix: string, note: NoteRequest): Promise<CaseRun> {
  const run = new CaseRunner(access, prefix, note);
  try {
    await run.begin(each.given);
    for (const step of each.steps) {
      if (!(await run.step(step))) break;
    }
    return run.result;
  } finally {
    await run.end();
  }
}

class CaseRunner {
  readonly #access: OrgAccess;
  readonly #note: NoteRequest;
  readonly #variables: Record<string, string>;
  readonly #deviations: Deviation[] = [];
  readonly #observations: Observation[] = [];
  #session = '';

  constructor(access: OrgAccess, prefix: string, note: NoteRequest) {
    this.#access = access;
    this.#note = note;
    this.#variables = { id: prefix, sourceId: access.source.split('/').at(-1) ?? '', long: 'N'.repeat(300) };
  }

  get result(): CaseRun {
    return { deviations: this.#deviations, observations: this.#observations };
  }

  async begin(given: Case['given']): Promise<void> {
    if (given === undefined) return;
    await this.#open({ method: 'POST', path: `${this.#access.source}/sessions`, headers: jsonHeaders(this.#access) });
    if (given === 'CREATED') return;
    const load = this.#request({
      call: 'POST {session}/bulk-upsert',
      body: { entityType: 'USERS', profiles: [person(`${this.#variables.id}-first`)] },
    });
    const answer = await this.#send(load);
    if (answer.status !== 202) throw new Error(`The org takes no load: ${answer.status} ${answer.text.slice(0, 300)}`);
  }

  /** False when the case is over. */
  async step(step: Step): Promise<boolean> {
    if ('wait' in step) {
      const answer = await awaitEnd(this.#access, this.#session);
      return this.#judge('the session at its end', checkAnswer(step.expect ?? {}, answer, this.#variables));
    }
    const request = this.#request(step);
    for (let sent = 1; sent < (step.times ?? 1); sent++) {
      const problems = checkAnswer(step.expect ?? {}, await this.#send(request), this.#variables);
      if (!this.#judge(`${request.method} ${request.path}, sent ${sent} times`, problems)) return false;
    }
    const isCreation =
      step.call === 'POST {source}/sessions' && step.expect?.error === undefined && step.token === undefined;
    const answer = isCreation ? await this.#open(request) : await this.#send(request);
    this.#observe(step, answer);
    const problems = step.expect === undefined ? [] : checkAnswer(step.expect, answer, this.#variables);
    const saved = this.#save(step, answer);
    return this.#judge(`${request.method} ${request.path}`, [...problems, ...saved]);
  }

  /** Leaves no open session behind, whatever became of the case. */
  async end(): Promise<void> {
    if (this.#session === '') return;
    const headers = jsonHeaders(this.#access);
    const cancelled = await this.#send({ method: 'DELETE', path: this.#session, headers });
    if (cancelled.status < 400) return;
    // It has ended already, or the org cancels empty sessions only: then an import is the way to end it.
    const started = await this.#send({ method: 'POST', path: `${this.#session}/start-import`, headers });
    if (started.status < 400) await awaitEnd(this.#access, this.#session);
  }

  async #open(request: WireRequest): Promise<WireAnswer> {
    const { answer, path } = await createSession(this.#access, request);
    this.#session = path;
    this.#variables.sessionId = path.split('/').at(-1) ?? '';
    return answer;
  }

  #send(request: WireRequest): Promise<WireAnswer> {
    this.#note(request);
    return patient(this.#access)(request);
  }

  #request({ call, token, headers = {}, body, text }: CallStep): WireRequest {
    const [method = '', template = ''] = call.split(' ');
    const path = fill(
      template.replace('{source}', this.#access.source).replace('{session}', this.#session),
      this.#variables,
    );
    const { Authorization: authorization, ...others } = jsonHeaders(this.#access);
    const sent = body === undefined ? text : fill(JSON.stringify(body, repeat), this.#variables);
    return {
      method,
      path,
      headers: {
        ...others,
        ...(token === 'none' ? {} : { Authorization: token === 'wrong' ? WRONG_TOKEN : (authorization ?? '') }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    };
  }

  #observe({ asks, answers = {} }: CallStep, answer: WireAnswer): void {
    if (asks === undefined) return;
    const found = Object.entries(answers).find(
      ([, expected]) => checkAnswer(expected, answer, this.#variables).length === 0,
    );
    // The suite's loader knows that it is one.
    const name = asks as AmbiguityName;
    this.#observations.push({ name, answer: found?.[0], seen: `${answer.status} ${answer.text.slice(0, 200)}`.trim() });
  }

  #save({ save = {} }: CallStep, answer: WireAnswer): readonly string[] {
    return Object.entries(save).flatMap(([name, path]) => {
      const value = path.includes('.') ? readDeep(answer, path) : readField(answer, path);
      if (value === undefined) return [`the body has no ${path}: ${answer.text.slice(0, 160)}`];
      this.#variables[name] = value;
      return [];
    });
  }

  #judge(request: string, problems: readonly string[]): boolean {
    if (problems.length > 0) this.#deviations.push({ request, problems });
    return problems.length === 0;
  }
}

function readDeep({ text }: WireAnswer, path: string): string | undefined {
  let value: unknown = JSON.parse(text);
  for (const name of path.split('.')) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A replacer that writes out `$repeat`. */
function repeat(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$repeat' in value)) return value;
  const { count, of } = value.$repeat as { readonly count: number; readonly of: unknown };
  const text = JSON.stringify(of);
  return Array.from({ length: count }, (_, index) => JSON.parse(fill(text, { n: String(index + 1) })) as unknown);
}

/** A person whose values every org takes. */
function person(externalId: string): object {
  const login = `${externalId}@example.com`;
  return { externalId, profile: { userName: login, email: login, firstName: 'Conformance', lastName: externalId } };
}
