import type { Value, ValueObject } from '../values/value.ts';

/** Kinds of failure a flow can see (workflows-functions 1.3). */
export type CardErrorKind =
  | 'type_conversion'
  | 'out_of_bounds'
  | 'invalid_input'
  | 'required_input_empty'
  | 'http'
  | 'timeout'
  | 'thrown'
  | 'not_implemented'
  | 'not_found'
  | 'limit_exceeded'
  | 'unavailable'
  | 'connection';

/** What a flow sees of a failure besides its message (workflows-format 5.7). */
export interface CardErrorFacts {
  readonly kind: CardErrorKind;
  /** Status of HTTP, or of Return Error. */
  readonly statusCode?: number;
  readonly headers?: ValueObject;
  /** Of an HTTP answer, parsed where it is JSON. */
  readonly body?: Value;
  /** Further fields of the error object, by key. */
  readonly fields?: ValueObject;
  readonly description?: string;
}

/** A card failed. The message is what a flow sees as `message` (workflows-format 5.7). */
export class CardError extends Error {
  readonly facts: CardErrorFacts;

  constructor(message: string, facts: CardErrorFacts, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CardError';
    this.facts = facts;
  }
}
