import type { Program } from '../compile/program.ts';
import { EffectsUnderWay } from './effects-under-way.ts';
import { EXECUTION_LIMITS, type Execution, type ExecutionOptions, type RunOutcome } from './execution.ts';
import { Machine } from './machine.ts';
import { Recorder } from './recorder.ts';
import { remember } from './remembered.ts';
import { runFrames } from './run-frames.ts';
import { Scheduler } from './scheduler.ts';

/**
 * Gets a flow ready to run, from its beginning or from where a journal says it was. Nothing runs before `run`. Throws a TypeError when
 * the program has no such flow.
 */
export function startExecution(options: ExecutionOptions): Execution {
  const { program, input, ports, signal = null, journal, remembered, isShortOfMemory = () => false } = options;
  const flow = flowOf(program, options.flowId);
  const recorder = journal === undefined ? null : new Recorder(journal, ports.clock);
  const scheduler = new Scheduler();
  const effects = new EffectsUnderWay(scheduler);
  const machine = new Machine({
    scheduler,
    effects,
    host: {
      program,
      executionId: options.id,
      ports,
      choices: { ...program.choices, ...options.choices },
      onAnswer: options.onAnswer ?? (() => {}),
    },
    limits: { ...EXECUTION_LIMITS, ...options.limits },
    recorder,
    remembered: remembered === undefined ? null : remember(remembered),
    signal,
    stepsBefore: options.stepsBefore ?? 0,
  });
  machine.begin(flow.scope, input);
  let isRunning = false;
  return {
    get steps() {
      return machine.steps;
    },
    async run(shouldYield = () => false): Promise<RunOutcome> {
      if (isRunning) throw new TypeError('The execution runs already');
      isRunning = true;
      try {
        const parts = { machine, scheduler, effects, recorder, clock: ports.clock, signal, isShortOfMemory };
        return await runFrames(parts, shouldYield);
      } finally {
        isRunning = false;
      }
    },
  };
}

function flowOf(program: Program, id: string) {
  const flow = program.flows.get(id);
  if (flow === undefined) throw new TypeError(`The program has no flow ${id}`);
  return flow;
}
