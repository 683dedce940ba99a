import type { CompiledCard, CompiledScope } from '../compile/compiled-scope.ts';
import type { ValueObject } from '../values/value.ts';
import { type Attempt, type EndStep, type Verdict, WAITS } from './attempt.ts';
import { beginAction } from './begin-action.ts';
import { type CallsUnderWay, callEnded, callsUnderWay, errorFlowCalls } from './calls-under-way.ts';
import { CardError } from './card-error.ts';
import { checkOutputs } from './check-outputs.ts';
import type { EffectsUnderWay } from './effects-under-way.ts';
import { asCardError, errorObject } from './error-object.ts';
import type { ExecutionLimits } from './execution.ts';
import { type CallPlace, childFrameId, type Frame, frameId, newFrame, ROOT_FRAME } from './frame.ts';
import type { Host } from './interpreter-card.ts';
import type { FrameOutcome, StreamAdvanced } from './journal.ts';
import { areLarge, computeBounded } from './large-inputs.ts';
import { tooDeep, tooManySteps } from './limit-errors.ts';
import { lastResult, outputsOf, storeOutputs } from './outputs-of.ts';
import { CANCELLED, performEffect } from './perform-effect.ts';
import type { StartInput } from './ports.ts';
import { notedInputs, type Recorder } from './recorder.ts';
import type { CardMemory, FrameMemory, Remembered } from './remembered.ts';
import { type ResolvedInputs, resolveInputs } from './resolved-inputs.ts';
import { retryAt } from './retry.ts';
import type { Scheduler } from './scheduler.ts';
import { DONE, type FlowCall, type Step } from './step.ts';

export interface MachineOptions {
  readonly host: Host;
  readonly scheduler: Scheduler;
  readonly effects: EffectsUnderWay;
  readonly limits: ExecutionLimits;
  /** Null to note nothing. */
  readonly recorder: Recorder | null;
  /** Null when nothing ran before. */
  readonly remembered: Remembered | null;
  readonly signal: AbortSignal | null;
  readonly stepsBefore: number;
}

/** How many cards of a frame run before others have their turn. */
const CARDS_PER_TURN = 256;
/** With so many frames open a card calls flows one by one. */
const CROWD = 2_000;

/**
 * Runs frames. It is one file because it is one idea: a frame goes from card to card (`turn`), a card takes steps (`#take`) until a
 * verdict on it is recorded (`#record`) and applied (`#apply`); whatever must be waited for leaves the frame behind and puts it into
 * the queue again when it has come. Nothing calls itself: frames may be tens of thousands deep.
 */
export class Machine {
  readonly #host: Host;
  readonly #limits: ExecutionLimits;
  readonly #recorder: Recorder | null;
  readonly #signal: AbortSignal | null;
  readonly #scheduler: Scheduler;
  readonly #effects: EffectsUnderWay;
  #remembered: Remembered | null;
  /** How the first frame closed; null while it is open. */
  outcome: FrameOutcome | null = null;
  steps: number;
  #openFrames = 0;
  #root: Frame | null = null;
  /** A card had large inputs: others have their turn before the next one. */
  #isTired = false;

  constructor(options: MachineOptions) {
    this.#host = options.host;
    this.#scheduler = options.scheduler;
    this.#effects = options.effects;
    this.#limits = options.limits;
    this.#recorder = options.recorder;
    this.#remembered = options.remembered;
    this.#signal = options.signal;
    this.steps = options.stepsBefore;
  }

  /** Puts the first frame into the queue. */
  begin(scope: CompiledScope, input: StartInput): void {
    const memory = this.#recollect(ROOT_FRAME);
    if (memory?.outcome != null) {
      this.outcome = memory.outcome;
      return;
    }
    const frame = newFrame(scope, input, null, null, memory);
    this.#root = frame;
    if (memory?.opened == null) this.#recorder?.opened(frame);
    this.#openFrames++;
    this.#scheduler.push(frame);
  }

  /** Ends the execution with a failure, whatever is under way. Effects that are are not heard of any more. */
  abandon(failure: CardError): void {
    const root = this.#root;
    if (this.outcome !== null || root === null) return;
    const { kind } = failure.facts;
    const error = { message: failure.message, flo: root.scope.flowId, execution: this.#host.executionId, kind };
    this.#close(root, { status: 'failed', error });
  }

  /** Goes on with a frame until it waits, is over, or others must have their turn. */
  turn(frame: Frame): void {
    if (frame.attempt !== null && !this.#resume(frame, frame.attempt)) return;
    const { cards } = frame.scope;
    this.#isTired = false;
    for (let turns = 0; frame.position < cards.length; ) {
      const card = cards[frame.position] as CompiledCard;
      const { guard } = card;
      if (guard !== null && frame.decisions[guard.decision] !== guard.branch) {
        forgetDead(frame, card);
        frame.position++;
      } else if (turns++ === CARDS_PER_TURN || this.#isTired) {
        this.#scheduler.push(frame);
        return;
      } else if (!this.#meet(frame, card)) {
        return;
      }
    }
    this.#close(frame, { status: 'returned', result: lastResult(frame), by: 'lastCard' });
  }

  /** Goes on with the card that is under way. True when the next one is free to run. */
  #resume(frame: Frame, attempt: Attempt): boolean {
    if (attempt.calls !== null) return this.#pump(frame, attempt, attempt.calls);
    const { next } = attempt;
    attempt.next = WAITS;
    switch (next.type) {
      case 'waits':
        return false;
      case 'step':
        return this.#take(frame, attempt, next.step);
      case 'verdict':
        return this.#apply(frame, attempt, next.verdict);
      case 'again':
        return this.#start(frame, attempt.card, attempt.number + 1, attempt.inputs);
    }
  }

  /** Runs a card, or recalls what came of it. */
  #meet(frame: Frame, card: CompiledCard): boolean {
    if (frame.memory !== null) {
      const memory = frame.memory.cards.get(card.id);
      if (memory !== undefined) {
        frame.memory.cards.delete(card.id);
        return this.#recall(frame, card, memory);
      }
      if (frame.position > 0 && frame.memory.cards.size === 0) frame.memory = null;
    }
    return this.#start(frame, card, 1, null);
  }

  #recall(frame: Frame, card: CompiledCard, { ended, waits, page }: CardMemory): boolean {
    if (ended !== null && !ended.retried) {
      if (card.work.type === 'interpreter' && card.work.card.isPure === true) {
        return this.#start(frame, card, ended.attempt, null, { isKnown: true });
      }
      forgetDead(frame, card);
      const attempt = newAttempt(card, ended.attempt, null, true);
      frame.attempt = attempt;
      return this.#apply(
        frame,
        attempt,
        ended.outputs === null
          ? { type: 'failed', error: ended.error ?? {} }
          : { type: 'ended', step: { type: 'outputs', outputs: ended.outputs } },
      );
    }
    const number = ended === null ? 1 : ended.attempt + 1;
    if (page !== null) return this.#start(frame, card, number, null, { isKnown: false, page });
    if (waits !== null && waits.attempt === number) {
      return this.#start(frame, card, number, null, { isKnown: false, asleepUntil: waits.until });
    }
    if (ended !== null && waits !== null && waits.attempt === ended.attempt) {
      const attempt = newAttempt(card, ended.attempt, null, false);
      frame.attempt = attempt;
      return this.#apply(frame, attempt, { type: 'retry', until: waits.until });
    }
    return this.#start(frame, card, number, null);
  }

  /** Begins a try of a card. */
  #start(
    frame: Frame,
    card: CompiledCard,
    number: number,
    inputs: ResolvedInputs | null,
    past: { isKnown: boolean; asleepUntil?: Date; page?: StreamAdvanced | null } = FRESH,
  ): boolean {
    const attempt = newAttempt(card, number, this.#recorder === null ? null : this.#recorder.now(), past.isKnown);
    frame.attempt = attempt;
    let step: Step;
    try {
      if (++this.steps > this.#limits.steps) throw tooManySteps(this.#limits.steps);
      const resolved = inputs ?? resolveInputs(card.inputs, frame.slots);
      attempt.inputs = resolved;
      if (areLarge(resolved.values)) this.#isTired = true;
      forgetDead(frame, card);
      if (this.#recorder !== null && !past.isKnown && !isSilent(card)) attempt.noted = notedInputs(resolved);
      step =
        past.asleepUntil === undefined
          ? this.#first(frame, attempt, resolved, past.page ?? null)
          : { type: 'sleep', until: past.asleepUntil, isKnown: true };
    } catch (error) {
      return this.#settle(frame, attempt, asCardError(error));
    }
    return this.#take(frame, attempt, step);
  }

  #first(frame: Frame, attempt: Attempt, inputs: ResolvedInputs, page: StreamAdvanced | null): Step {
    const { card } = attempt;
    const { work } = card;
    switch (work.type) {
      case 'kernel': {
        const { choices, ports } = this.#host;
        const { clock, random } = ports;
        const compute = () => work.run({ inputs, outputs: card.wanted, choices, clock, random });
        return { type: 'outputs', outputs: { '': areLarge(inputs.values) ? computeBounded(compute) : compute() } };
      }
      case 'interpreter':
        return work.card.begin({ card, frame, inputs, host: this.#host });
      case 'action':
        return beginAction(work, { card, frame, inputs, host: this.#host }, attempt.number, page, this.#recorder);
      case 'missing':
        throw new CardError(work.message, { kind: 'not_implemented' });
    }
  }

  /** Does what a card wants. True when the frame is free for its next card. */
  #take(frame: Frame, attempt: Attempt, step: Step): boolean {
    switch (step.type) {
      case 'outputs':
      case 'decision':
      case 'close':
        return this.#settle(frame, attempt, step);
      case 'calls':
        attempt.calls = callsUnderWay(step.calls);
        if (attempt.card.policy.retries === 0) attempt.inputs = null;
        return this.#pump(frame, attempt, attempt.calls);
      case 'sleep':
        if (step.isKnown !== true) this.#recorder?.waits(frame, attempt, step.until);
        attempt.next = { type: 'step', step: DONE };
        this.#scheduler.sleep(frame, step.until);
        return false;
      case 'effect':
        if (!this.#effects.begin(frame, () => this.#perform(frame, attempt, step)))
          attempt.next = { type: 'step', step };
        return false;
    }
  }

  async #perform(frame: Frame, attempt: Attempt, step: Extract<Step, { type: 'effect' }>): Promise<void> {
    const recorder = step.effect === 'outside' ? this.#recorder : null;
    await recorder?.flush();
    const { card, number } = attempt;
    const callId = `${this.#host.executionId}/${frameId(frame)}/${card.id}/${number}`;
    const result = await performEffect(step, callId, card.timeoutMilliseconds, this.#signal);
    if (result === CANCELLED || this.outcome !== null) return;
    attempt.next =
      result instanceof CardError || isEnd(result)
        ? { type: 'verdict', verdict: this.#record(frame, attempt, result) }
        : { type: 'step', step: result };
    await recorder?.flush();
    this.#scheduler.push(frame);
  }

  #settle(frame: Frame, attempt: Attempt, result: EndStep | CardError): boolean {
    return this.#apply(frame, attempt, this.#record(frame, attempt, result));
  }

  /** Decides what a result means, and notes it. */
  #record(frame: Frame, attempt: Attempt, result: EndStep | CardError): Verdict {
    const { card } = attempt;
    let failure: CardError | null = result instanceof CardError ? result : null;
    if (!(result instanceof CardError)) {
      try {
        const outputs = outputsOf(result);
        checkOutputs(outputs);
        if (!attempt.isKnown && !isSilent(card)) {
          this.#recorder?.ended(frame, attempt, { outputs, error: null, retried: false });
        }
        return { type: 'ended', step: result };
      } catch (error) {
        if (!(error instanceof CardError)) throw error;
        failure = error;
      }
    }
    const error = errorObject(failure ?? asCardError(result), card, frame, this.#host.executionId);
    const until = retryAt(card.policy, attempt.number, error, this.#host.ports);
    if (!attempt.isKnown) {
      this.#recorder?.ended(frame, attempt, { outputs: null, error, retried: until !== null });
      if (until !== null) this.#recorder?.waits(frame, attempt, until);
    }
    return until === null ? { type: 'failed', error } : { type: 'retry', until };
  }

  #apply(frame: Frame, attempt: Attempt, verdict: Verdict): boolean {
    const { card } = attempt;
    switch (verdict.type) {
      case 'ended':
        return this.#end(frame, card, verdict.step);
      case 'retry':
        attempt.next = { type: 'again' };
        this.#scheduler.sleep(frame, verdict.until);
        return false;
      case 'failed':
        return this.#fail(frame, attempt, verdict.error);
    }
  }

  #end(frame: Frame, card: CompiledCard, step: EndStep): boolean {
    frame.attempt = null;
    if (step.type === 'close') {
      this.#close(frame, step.outcome);
      return false;
    }
    if (step.type === 'decision') frame.decisions[card.decision] = step.result;
    const outputs = outputsOf(step);
    storeOutputs(frame, card, outputs);
    if (card.work.type !== 'interpreter' || card.work.card.isStructure !== true) {
      frame.lastCard = card;
      frame.lastOutputs = outputs;
    }
    frame.position++;
    return true;
  }

  /** The frame ends with the card's error; before, the flow that is to hear of it runs (workflows-format 3.8). */
  #fail(frame: Frame, attempt: Attempt, error: ValueObject): boolean {
    const { then } = attempt.card.policy;
    const listener = then.type === 'flow' ? this.#host.program.flows.get(then.flowId) : undefined;
    if (listener === undefined) {
      frame.attempt = null;
      this.#close(frame, { status: 'failed', error });
      return false;
    }
    const calls = callsUnderWay(errorFlowCalls(listener.scope, error));
    const listening = newAttempt(attempt.card, attempt.number, null, true);
    listening.calls = calls;
    frame.attempt = listening;
    return this.#pump(frame, listening, calls);
  }

  /** Starts calls of a card as far as allowed, and goes on with the card when all have ended. */
  #pump(frame: Frame, attempt: Attempt, under: CallsUnderWay): boolean {
    const { calls } = under;
    const opened: Frame[] = [];
    while (under.active < this.#concurrency(under) && (!under.isOver || this.#hasStarted(frame, attempt, under.next))) {
      const item = under.next;
      try {
        const call = calls.call(item);
        if (call === null) {
          under.isOver = true;
          break;
        }
        if (frame.depth >= this.#limits.depth) throw tooDeep(this.#limits.depth);
        under.next++;
        const child = this.#open(frame, attempt, under, item, call);
        if (child !== null) opened.push(child);
      } catch (error) {
        under.isOver = true;
        under.failure ??= { item, error: asCardError(error) };
        break;
      }
    }
    // The last that is put there goes on first.
    for (let at = opened.length - 1; at >= 0; at--) this.#scheduler.next(opened[at] as Frame);
    if (under.active > 0) return false;
    attempt.calls = null;
    if (under.failure !== null) return this.#settle(frame, attempt, under.failure.error);
    let step: Step;
    try {
      step = calls.finish();
    } catch (error) {
      return this.#settle(frame, attempt, asCardError(error));
    }
    return this.#take(frame, attempt, step);
  }

  #open(frame: Frame, attempt: Attempt, under: CallsUnderWay, item: number, call: FlowCall): Frame | null {
    const place: CallPlace = { card: attempt.card, attempt: attempt.number, item };
    const id = this.#recorder === null && this.#remembered === null ? null : childFrameId(frameId(frame), place);
    const memory = id === null ? null : this.#recollect(id);
    if (memory?.outcome != null) {
      callEnded(under, item, memory.outcome);
      return null;
    }
    const child = newFrame(call.scope, call.input, frame, place, memory);
    child.id = id;
    under.active++;
    this.#openFrames++;
    if (memory?.opened == null) this.#recorder?.opened(child);
    return child;
  }

  #concurrency({ calls }: CallsUnderWay): number {
    return this.#openFrames < CROWD ? calls.concurrency : 1;
  }

  #close(frame: Frame, outcome: FrameOutcome): void {
    this.#recorder?.closed(frame, outcome);
    this.#openFrames--;
    const { parent, caller } = frame;
    if (parent === null || caller === null) {
      this.outcome = outcome;
      return;
    }
    const under = parent.attempt?.calls;
    if (under == null) throw new TypeError(`Frame ${frameId(frame)} closed, but nobody waits for it`);
    under.active--;
    callEnded(under, caller.item, outcome);
    this.#scheduler.next(parent);
  }

  /** What is known of a frame; it is asked for once. */
  #recollect(id: string): FrameMemory | null {
    const memory = this.#remembered?.get(id);
    if (memory === undefined) return null;
    this.#remembered?.delete(id);
    if (this.#remembered?.size === 0) this.#remembered = null;
    return memory;
  }

  /** Whether the call was under way, beside one that failed, when the execution broke off: it is brought to its end. */
  #hasStarted(frame: Frame, attempt: Attempt, item: number): boolean {
    if (this.#remembered === null) return false;
    const place: CallPlace = { card: attempt.card, attempt: attempt.number, item };
    return this.#remembered.has(childFrameId(frameId(frame), place));
  }
}

const FRESH = { isKnown: false };

function newAttempt(card: CompiledCard, number: number, startedAt: Date | null, isKnown: boolean): Attempt {
  return { card, number, inputs: null, noted: null, startedAt, calls: null, next: WAITS, isKnown };
}

function forgetDead(frame: Frame, card: CompiledCard): void {
  for (const slot of card.dead) frame.slots[slot] = undefined;
}

function isEnd(step: Step): step is EndStep {
  return step.type === 'outputs' || step.type === 'decision' || step.type === 'close';
}

function isSilent({ work }: CompiledCard): boolean {
  return work.type === 'interpreter' && work.card.isSilent === true;
}
