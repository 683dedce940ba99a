import type { Limits } from '../limits.ts';
import { calleeName, type Node } from '../parse/node.ts';
import { errorAt, type ProblemCode } from '../problem.ts';
import type { Value } from '../value.ts';
import type { EvaluationContext } from './context.ts';

const NOTHING: EvaluationContext = {};

/**
 * The state of one evaluation: what it reads, what it has cost and where it is. One object serves all evaluations of an
 * expression, one after the other.
 */
export class Evaluation {
  context: EvaluationContext = NOTHING;
  /** The element that bare names read inside a projection. */
  element: Value = null;
  /** The call or operator being evaluated, for the position of errors. */
  site: Node;
  readonly #text: string;
  readonly #limits: Limits;
  #work = 0;
  #memory = 0;

  constructor(text: string, root: Node, limits: Limits) {
    this.#text = text;
    this.site = root;
    this.#limits = limits;
  }

  begin(context: EvaluationContext): void {
    this.context = context;
    this.#work = 0;
    this.#memory = 0;
  }

  /** Lets go of the record. */
  end(): void {
    this.context = NOTHING;
    this.element = null;
  }

  /** Charges steps before they are taken (see {@link Limits.work}). */
  work(steps: number): void {
    this.#work += steps;
    if (this.#work > this.#limits.work) {
      const message = `The evaluation needs more than ${this.#limits.work} steps. Use shorter texts, lists or patterns.`;
      throw this.fail('too_much_work', message);
    }
  }

  /** Charges a text before it is made. */
  makeText(characters: number): void {
    this.#allocate(characters * 2);
  }

  /** Charges a list before it is made. */
  makeList(elements: number): void {
    this.work(elements);
    this.#allocate(elements * 16);
  }

  get nesting(): number {
    return this.#limits.nesting;
  }

  /** The name of the function being evaluated, for messages. */
  get callee(): string {
    return (this.site.kind === 'call' ? calleeName(this.site) : null) ?? 'The expression';
  }

  /** The error at the present site; the caller throws it. */
  fail(code: ProblemCode, message: string, cause?: unknown): Error {
    return errorAt(this.#text, code, this.site, message, cause);
  }

  #allocate(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory > this.#limits.memory) {
      const message = `The evaluation makes more than ${this.#limits.memory} bytes of values. Use shorter texts or lists.`;
      throw this.fail('too_much_memory', message);
    }
  }
}

/** A compiled node. */
export type Evaluate = (evaluation: Evaluation) => Value;
