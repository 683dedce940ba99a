import type { WorkflowChoices } from '../choices.ts';
import type { Program } from '../compile/program.ts';
import type { FrameOutcome, HttpAnswer, Journal, JournalEntry } from '../run/journal.ts';
import type { StartInput } from '../run/ports.ts';
import { startExecution } from '../run/start-execution.ts';
import { durationText } from './duration.ts';
import type { Scene } from './scene/build-scene.ts';

/** A flow that ran to its end. */
export interface RanFlow {
  readonly flowId: string;
  readonly input: StartInput;
  readonly outcome: FrameOutcome;
  /** What the caller of an endpoint was told, where a card did. */
  readonly answer: HttpAnswer | null;
}

export interface RanCase {
  readonly main: RanFlow;
  /** Flows that were started without waiting, run behind it in the order of their starts. */
  readonly started: readonly RanFlow[];
  readonly waits: readonly string[];
  /** Whether flows were still to be run when there were too many. */
  readonly isEndless: boolean;
}

export interface RunCaseOptions {
  readonly program: Program;
  readonly flowId: string;
  readonly input: StartInput;
  readonly choices: Partial<WorkflowChoices>;
  readonly scene: Scene;
  /** Makes a listener for the journal of one execution. */
  readonly watch: () => (entry: JournalEntry) => void;
}

/** Flows may start themselves again without end. */
export const MOST_STARTED = 1_000;

/** Runs a flow, and everything it starts, on a clock that jumps over every sleep. */
export async function runCase(options: RunCaseOptions): Promise<RanCase> {
  const { scene, flowId, input } = options;
  const waits: string[] = [];
  const main = await runFlow(options, { flowId, input, number: 0 }, waits);
  const started: RanFlow[] = [];
  for (;;) {
    const next = scene.started()[started.length];
    const isEndless = next !== undefined && started.length >= MOST_STARTED;
    if (next === undefined || isEndless) return { main, started, waits, isEndless };
    started.push(await runFlow(options, { ...next, number: started.length + 1 }, waits));
  }
}

async function runFlow(
  { program, choices, scene, watch }: RunCaseOptions,
  { flowId, input, number }: { readonly flowId: string; readonly input: StartInput; readonly number: number },
  waits: string[],
): Promise<RanFlow> {
  let answer: HttpAnswer | null = null;
  const note = watch();
  const journal: Journal = { note, flush: async () => undefined };
  const execution = startExecution({
    program,
    flowId,
    input,
    id: `fex${String(number + 1).padStart(17, '0')}`,
    ports: scene.ports,
    choices,
    journal,
    onAnswer: (given) => {
      answer ??= given;
    },
  });
  for (;;) {
    const run = await execution.run();
    if (run.status === 'ended') {
      const { outcome } = run;
      const last = outcome.status === 'returned' ? (outcome.answer ?? null) : null;
      return { flowId, input, outcome, answer: answer ?? last };
    }
    if (run.status !== 'sleeping') throw new TypeError(`The execution ${run.status}, though nobody asked it to`);
    waits.push(durationText(run.until.getTime() - scene.clock.now().getTime()));
    scene.clock.set(run.until);
  }
}
