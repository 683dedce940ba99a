import type { AmbiguityName, Choices } from '@headwater/protocol';
import Type from 'typebox';
import { loadSuite } from './load-suite.ts';
import { jsonHeaders, type OrgAccess, patient } from './org-session.ts';
import { readBody } from './read-body.ts';
import { removeDevices } from './remove-devices.ts';
import type { CaseResult, ConformanceReport } from './report.ts';
import { type Observation, runCase } from './run-case.ts';
import type { Case, Feature } from './suite.ts';
import { Traces } from './traces.ts';

export interface RunOptions {
  readonly access: OrgAccess;
  readonly url: string;
  readonly sourceId: string;
  /** Begins every external id and login that the run makes, so that two runs do not meet. */
  readonly prefix: string;
  /** Only cases whose id begins with one of these. Default: all. */
  readonly only?: readonly string[];
  /** Features that the org lacks. */
  readonly without?: readonly Feature[];
  /** Leaves out what runs imports: against an org that asks for minutes between two of them. */
  readonly quick?: boolean;
  /** Told each result as it comes. */
  readonly onResult?: (result: CaseResult) => void;
}

/** An open session that is not the run's own: it may be somebody's work. */
export class SourceBusy extends Error {
  constructor(ids: readonly string[]) {
    super(
      `The source has open sessions: ${ids.join(', ')}. They may be somebody's work; cancel them, or use a source of its own for this.`,
    );
    this.name = 'SourceBusy';
  }
}

/**
 * Runs the suite against an org, one case after the other, and removes what it made. Throws {@link SourceBusy}, and an Error where the
 * org cannot be used at all.
 */
export async function runSuite(options: RunOptions): Promise<ConformanceReport> {
  const { access, prefix, onResult } = options;
  await requireIdle(access);
  const traces = new Traces(prefix);
  const cases: CaseResult[] = [];
  const observations: Observation[] = [];
  for (const [index, each] of (await chosenCases(options)).entries()) {
    const result = await resultOf(each, options, async () => {
      const run = await runCase(each, access, `${prefix}${index}`, (request) => traces.note(request));
      observations.push(...run.observations);
      return run.deviations;
    });
    cases.push(result);
    onResult?.(result);
  }
  await removeDevices(access, traces);
  const leftBehind = await traces.remove(access);
  const { url, sourceId, without = [] } = options;
  return { url, sourceId, cases, ...answersOf(observations), without, leftBehind };
}

/** Cases that run imports come last: what waits, waits at the end. */
async function chosenCases({ only = [] }: RunOptions): Promise<readonly Case[]> {
  const cases = (await loadSuite()).flatMap((file) => file.cases);
  const chosen = only.length === 0 ? cases : cases.filter(({ id }) => only.some((start) => id.startsWith(start)));
  return [...chosen.filter(({ imports }) => imports !== true), ...chosen.filter(({ imports }) => imports === true)];
}

async function resultOf(
  { id, title, facts, needs = [], imports }: Case,
  { without = [], quick }: RunOptions,
  run: () => Promise<readonly { readonly request: string; readonly problems: readonly string[] }[]>,
): Promise<CaseResult> {
  const head = { id, title, facts };
  const lacked = needs.filter((feature) => without.includes(feature));
  if (lacked.length > 0) return { ...head, outcome: 'skipped', reason: `the org is without ${lacked.join(', ')}` };
  if (imports === true && quick === true) return { ...head, outcome: 'skipped', reason: 'it runs an import' };
  try {
    const deviations = await run();
    return deviations.length === 0 ? { ...head, outcome: 'passed' } : { ...head, outcome: 'deviates', deviations };
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)];
    return {
      ...head,
      outcome: 'deviates',
      deviations: [{ request: 'before its first step, or between two', problems }],
    };
  }
}

const Sessions = Type.Array(Type.Object({ id: Type.String(), status: Type.String() }));

async function requireIdle(access: OrgAccess): Promise<void> {
  const answer = await patient(access)({
    method: 'GET',
    path: `${access.source}/sessions`,
    headers: jsonHeaders(access),
  });
  const sessions = readBody(Sessions, answer);
  if (sessions === undefined) {
    throw new Error(`The org does not list the sessions of the source: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  const open = sessions.filter(({ status }) => status === 'CREATED' || status === 'IN_PROGRESS');
  if (open.length > 0) throw new SourceBusy(open.map(({ id }) => id));
}

function answersOf(observations: readonly Observation[]): Pick<ConformanceReport, 'answers' | 'unanswered'> {
  const answers: Record<string, string> = {};
  const unanswered: Partial<Record<AmbiguityName, string>> = {};
  for (const { name, answer, seen } of observations) {
    if (answer === undefined) unanswered[name] = seen;
    else answers[name] = answer;
  }
  // The loader has checked every name and answer of the suite against the register.
  return { answers: answers as Partial<Choices>, unanswered };
}
