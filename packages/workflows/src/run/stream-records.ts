import type { CompiledScope } from '../compile/compiled-scope.ts';
import { setKey, type Value, type ValueObject } from '../values/value.ts';
import { calledFlow, calleeOf } from './called-flow.ts';
import { FlowFailure } from './error-object.ts';
import type { CardRun } from './interpreter-card.ts';
import type { Step } from './step.ts';

/** A helper that gets each record of a stream, and how it takes it. */
export interface StreamHelper {
  readonly scope: CompiledScope;
  /** Parameter for the record: `Record`, or the only one of type object. */
  readonly record: string;
  readonly state: ValueObject;
}

const STREAMING = 'Streaming';

/** The helper of a streaming card (workflows-format 6.4); null when the card has none. Throws `not_found`. */
export function streamHelper(run: CardRun): StreamHelper | null {
  const { inputs } = run;
  const scope = calleeOf(run, STREAMING, 'Flow') ?? calleeOf(run, '', 'processing_flow');
  if (scope === null) return null;
  const state: { [key: string]: Value } = {};
  for (const { key, value } of inputs.custom(STREAMING)) setKey(state, key, value);
  return { scope, record: recordParameter(run, scope), state };
}

function recordParameter({ host }: CardRun, scope: CompiledScope): string {
  const parameters = calledFlow(host.program, scope.flowId)?.parameters.filter(({ group }) => group === '') ?? [];
  if (parameters.some(({ key }) => key === 'Record')) return 'Record';
  const objects = parameters.filter(({ type, isList, key }) => type === 'object' && !isList && key !== 'State');
  return objects.length === 1 ? (objects[0]?.key ?? 'Record') : 'Record';
}

/** Calls the helper for each record of a page, one after the other. */
export function streamRecords(
  { scope, record, state }: StreamHelper,
  offset: number,
  records: readonly Value[],
  finish: () => Step,
): Step {
  return {
    type: 'calls',
    calls: {
      concurrency: 1,
      first: offset,
      call: (item) => {
        if (item - offset >= records.length) return null;
        const value = records[item - offset] ?? null;
        const args: { [key: string]: Value } = { State: state };
        setKey(args, record, value);
        return { scope, input: { '': args, context: { index: item } } };
      },
      ended: (_item, outcome) => {
        if (outcome.status === 'failed') throw new FlowFailure(outcome.error);
      },
      finish,
    },
  };
}
