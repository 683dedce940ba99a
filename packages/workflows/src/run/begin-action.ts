import type { CardWork } from '../compile/compiled-scope.ts';
import type { ActionCall } from '../connectors/connector.ts';
import type { Value } from '../values/value.ts';
import { checkRequired } from './check-required.ts';
import type { CardRun } from './interpreter-card.ts';
import type { StreamAdvanced } from './journal.ts';
import type { Recorder } from './recorder.ts';
import type { EffectCall, Step } from './step.ts';
import { type StreamHelper, streamHelper, streamRecords } from './stream-records.ts';

type ActionWork = Extract<CardWork, { type: 'action' }>;

/** A card of a connector: one call of its handler, or page after page of records for a helper. */
export function beginAction(
  work: ActionWork,
  run: CardRun,
  attempt: number,
  page: StreamAdvanced | null,
  recorder: Recorder | null,
): Step {
  const { action } = work;
  const { card, inputs, host } = run;
  if (host.choices.requiredInputEmpty === 'fails') checkRequired(action.required ?? [], inputs, card.title);
  const callOf = ({ callId, signal }: EffectCall): ActionCall => ({
    inputs,
    option: (key) => inputs.in('parameters', key),
    outputs: card.wanted,
    connection: work.connection,
    choices: host.choices,
    ports: host.ports,
    callId,
    answer: host.onAnswer,
    timeoutMilliseconds: card.timeoutMilliseconds,
    signal,
  });
  const helper = action.stream === undefined ? null : streamHelper(run);
  if (action.stream !== undefined && helper !== null && streams(work, callOf)) {
    return streamPage(run, { work, helper, callOf, recorder, attempt }, page);
  }
  return {
    type: 'effect',
    effect: action.effect,
    perform: async (call) => ({ type: 'outputs', outputs: await action.run(callOf(call)) }),
  };
}

interface Stream {
  readonly work: ActionWork;
  readonly helper: StreamHelper;
  readonly callOf: (call: EffectCall) => ActionCall;
  readonly recorder: Recorder | null;
  readonly attempt: number;
}

/** Whether the card streams is decided before there is a call, so the one it is shown leads nowhere. */
function streams({ action }: ActionWork, callOf: Stream['callOf']): boolean {
  return action.streams?.(callOf({ callId: '', signal: AbortSignal.abort() })) ?? true;
}

/** From the page the journal knows, or from the beginning. */
function streamPage(run: CardRun, stream: Stream, page: StreamAdvanced | null): Step {
  if (page === null) return fetchPage(run, stream, 0, null);
  return callHelper(run, stream, page.offset, page.records, page.next);
}

function fetchPage(run: CardRun, stream: Stream, offset: number, cursor: Value): Step {
  const { action } = stream.work;
  return {
    type: 'effect',
    effect: action.effect,
    perform: async (call) => {
      const { records, next } = (await action.stream?.(
        stream.callOf(offset === 0 ? call : { ...call, callId: `${call.callId}/from${offset}` }),
        cursor,
      )) ?? { records: [], next: null };
      stream.recorder?.page(run.frame, run.card, { offset, records, next });
      return callHelper(run, stream, offset, records, next);
    },
  };
}

function callHelper(run: CardRun, stream: Stream, offset: number, records: readonly Value[], next: Value): Step {
  const count = offset + records.length;
  return streamRecords(stream.helper, offset, records, () => {
    if (next !== null) return fetchPage(run, stream, count, next);
    const { streamed } = stream.work.action;
    const outputs = streamed?.(count) ?? { Result: { 'Records Streamed': count } };
    return { type: 'outputs', outputs };
  });
}
