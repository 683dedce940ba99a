import type { Clock } from '@headwater/protocol';
import type { WorkflowChoices } from '../choices.ts';
import type { Value } from '../values/value.ts';

/** One field with its value, in evaluation order where there are several (`metadata.index`). */
export interface NamedValue {
  readonly key: string;
  readonly value: Value;
}

/** The inputs of a card, resolved and not yet converted. */
export interface CardInputs {
  /** An input without a group; null when it is absent. */
  get(key: string): Value;
  /**
   * The same, converted to its declared type (`convertTo`): operands of conditions, whose type decides the comparison
   * (workflows-format 5.2). Where no type is declared, as in calls by hand, the value as it is.
   */
  typed(key: string): Value;
  /** Whether there is such an input without a group. */
  has(key: string): boolean;
  /** An input of a group; null when it is absent. */
  in(group: string, key: string): Value;
  /** All inputs of a group (null: those without one), options excepted, in evaluation order. */
  all(group: string | null): readonly NamedValue[];
  /** Those of them that the author added. */
  custom(group: string | null): readonly NamedValue[];
}

/** An output the author chose or named. */
export interface WantedOutput {
  readonly group: string | null;
  readonly key: string;
  readonly type: string;
  readonly isList: boolean;
}

/** What a kernel function gets. */
export interface KernelCall {
  readonly inputs: CardInputs;
  readonly outputs: readonly WantedOutput[];
  readonly choices: WorkflowChoices;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Values of the outputs without a group, by key. */
export type Fields = Readonly<Record<string, Value>>;

/** One line of a function's table of examples. Instants are written as `Date`s. */
export interface Example {
  readonly title: string;
  /** Inputs by key; an object under a name of `groups` fills that group. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Keys of wanted outputs, for functions that give what is asked for. */
  readonly wanted?: readonly string[];
  /** Answers to switches that differ from the defaults. */
  readonly choices?: Partial<WorkflowChoices>;
  /** What comes out, whole. */
  readonly outputs?: Fields;
  /** Instead of `outputs`: the message of the failure. */
  readonly error?: string;
}

/**
 * A built-in card that computes: no effect, no other flow. Cards that steer, wait or call flows are the interpreter's own
 * (`run/`). Throws a CardError; converts its inputs with `values/convert.ts`; changes nothing it gets.
 */
export interface KernelFunction {
  /** `list:at` */
  readonly name: string;
  /** Title of the card. */
  readonly title: string;
  /** Groups of inputs other than null, which examples and calls by hand write as objects: `['options']`. */
  readonly groups?: readonly string[];
  /** Whether two calls with equal inputs may differ (clock, chance). */
  readonly isVolatile?: boolean;
  readonly run: (call: KernelCall) => Fields;
  readonly examples: readonly Example[];
}
