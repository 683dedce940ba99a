import type { CompiledScope } from '../compile/compiled-scope.ts';
import { toText } from '../values/convert.ts';
import { setKey, type Value, type ValueObject } from '../values/value.ts';
import { CardError } from './card-error.ts';
import type { CardRun } from './interpreter-card.ts';
import type { StartInput } from './ports.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** The flow, or the block, an input names; null when it names none. Throws `not_found` when the pack does not hold it. */
export function calleeOf({ inputs, host, card }: CardRun, group: string, key: string): CompiledScope | null {
  const place = inputs.place(group, key);
  const block = inputs.shape.fields[place]?.block ?? null;
  if (block !== null) return host.program.blocks.get(block) ?? null;
  const id = toText(inputs.values[place] ?? null);
  if (id === '') return null;
  const flow = host.program.flows.get(id);
  if (flow !== undefined) return flow.scope;
  throw new CardError(
    `The card "${card.title}" calls flow ${id}, which is not in this pack. Import it with the pack.`,
    {
      kind: 'not_found',
    },
  );
}

/** The flow in the input `flo`. Throws when there is none. */
export function requiredCallee(run: CardRun): CompiledScope {
  const scope = calleeOf(run, '', 'flo');
  if (scope !== null) return scope;
  throw new CardError(`The card "${run.card.title}" has no flow to call. Choose one on the card.`, {
    kind: 'required_input_empty',
  });
}

/** What a block sees of the flow around it (workflows-format 3.7), and what else is in its context. */
export function blockInput(inputs: ResolvedInputs, more: ValueObject): StartInput {
  const context: { [key: string]: Value } = {};
  for (const { key, value } of inputs.all('context')) setKey(context, key, value);
  return { context: Object.assign(context, more) };
}
