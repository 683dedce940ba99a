import type { CompiledScope } from '../compile/compiled-scope.ts';
import { isObject, setKey, type Value, type ValueObject } from '../values/value.ts';
import { calleeOf } from './called-flow.ts';
import { FlowFailure } from './error-object.ts';
import type { CardRun } from './interpreter-card.ts';
import type { Step } from './step.ts';

/** A helper that gets each record of a stream, and how it takes it. */
export interface StreamHelper {
  readonly scope: CompiledScope;
  /** Parameter for the record: `Record`, or the only one besides `State`, or the only object among them. */
  readonly record: string;
  readonly state: ValueObject;
}

const STREAMING = 'Streaming';
const RECORD = 'Record';

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
  const parameters = host.program.flows.get(scope.flowId)?.parameters.filter(({ group }) => group === '') ?? [];
  const others = parameters.filter(({ key }) => key !== 'State');
  if (others.some(({ key }) => key === RECORD)) return RECORD;
  const objects = others.filter(({ type }) => type === 'object');
  const [only] = others.length === 1 ? others : objects.length === 1 ? objects : [];
  return only?.key ?? RECORD;
}

/**
 * What a helper gets of a record. Older helpers have one parameter of another name, and of any type; published ones read from it the
 * record's own fields, `Record.…` or `State.…`, so that it is all of these.
 */
function recordArguments({ record: parameter, state }: StreamHelper, record: Value): ValueObject {
  if (parameter === RECORD) return { [RECORD]: record, State: state };
  const args: { [key: string]: Value } = { State: state };
  setKey(args, parameter, isObject(record) ? { ...record, [RECORD]: record, State: state } : record);
  return args;
}

/** Calls the helper for each record of a page, one after the other. */
export function streamRecords(
  helper: StreamHelper,
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
        const args = recordArguments(helper, records[item - offset] ?? null);
        return { scope: helper.scope, input: { '': args, context: { index: item } } };
      },
      ended: (_item, outcome) => {
        if (outcome.status === 'failed') throw new FlowFailure(outcome.error);
      },
      finish,
    },
  };
}
