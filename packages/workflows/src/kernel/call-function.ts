import { type Clock, systemClock } from '@headwater/protocol';
import { DEFAULT_WORKFLOW_CHOICES, type WorkflowChoices } from '../choices.ts';
import { CardError } from '../run/card-error.ts';
import { INTERPRETER_CARDS } from '../run/cards/index.ts';
import type { Value } from '../values/value.ts';
import type { Fields } from './kernel-function.ts';
import { nearestNames } from './nearest-names.ts';
import { plainInputs } from './plain-inputs.ts';
import { KERNEL_FUNCTIONS } from './registry.ts';
import { secureRandom } from './secure-random.ts';

export interface CallFunctionOptions {
  /** Keys of wanted outputs, for functions that give what is asked for (`object:pick`). */
  readonly wanted?: readonly string[];
  /** Answers to switches that differ from the defaults. */
  readonly choices?: Partial<WorkflowChoices>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Gives numbers in [0, 1). Default: a cryptographic source. */
  readonly random?: () => number;
}

/**
 * Calls a built-in function by hand, without a flow: inputs by key in evaluation order, an object under the name of a group fills
 * that group (`{text: 'a', patterns: {first: 'b'}}`). Throws a CardError: `not_found` for a name nobody knows, `invalid_input` for
 * a card that only works in a flow, and whatever the function throws.
 */
export function callFunction(
  name: string,
  inputs: Readonly<Record<string, Value>>,
  options: CallFunctionOptions = {},
): Fields {
  const found = KERNEL_FUNCTIONS.get(name);
  if (found === undefined) throw unknownFunction(name);
  return found.run({
    inputs: plainInputs(inputs, found.groups),
    outputs: (options.wanted ?? []).map((key) => ({ group: null, key, type: '*', isList: false })),
    choices: { ...DEFAULT_WORKFLOW_CHOICES, ...options.choices },
    clock: options.clock ?? systemClock,
    random: options.random ?? secureRandom,
  });
}

function unknownFunction(name: string): CardError {
  if (INTERPRETER_CARDS.has(name)) {
    const message = `"${name}" steers a flow or calls one, so it only works as a card of a flow; put it in one and run that`;
    return new CardError(message, { kind: 'invalid_input' });
  }
  const near = nearestNames(name, KERNEL_FUNCTIONS.keys());
  const remedy = near.length === 0 ? 'names look like "string:trim"' : `did you mean ${near.join(', ')}?`;
  return new CardError(`There is no function "${name.slice(0, 80)}"; ${remedy}`, { kind: 'not_found' });
}
