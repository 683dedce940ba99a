import type { CompiledCard } from '../compile/compiled-scope.ts';
import { isObject, setKey, type Value, type ValueObject } from '../values/value.ts';
import { CardError } from './card-error.ts';
import { executionIdOf, type Frame } from './frame.ts';

/** A failure that a called flow or block has handed up: it keeps what it was. */
export class FlowFailure extends CardError {
  readonly error: ValueObject;

  constructor(error: ValueObject) {
    super(typeof error.message === 'string' ? error.message : 'A called flow failed', { kind: 'thrown' });
    this.error = error;
  }
}

/**
 * What a flow sees of a failure (workflows-format 5.7): message, status, headers and body of HTTP, where it happened, and the fields of
 * a JSON body at the top where they do not hide those.
 * @param rootId id of the execution
 */
export function errorObject(error: CardError, card: CompiledCard, frame: Frame, rootId: string): ValueObject {
  if (error instanceof FlowFailure) return error.error;
  const { kind, statusCode, headers, body, fields, description } = error.facts;
  const object: { [key: string]: Value } = {
    message: error.message,
    ...(statusCode === undefined ? {} : { statusCode, code: statusCode }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    method: card.id,
    flo: frame.scope.flowId,
    execution: executionIdOf(frame, rootId),
    module: card.module,
    kind,
    ...(description === undefined ? {} : { description }),
  };
  for (const more of [fields, body]) {
    if (more === undefined || !isObject(more)) continue;
    for (const [key, value] of Object.entries(more)) if (!Object.hasOwn(object, key)) setKey(object, key, value);
  }
  return object;
}

/** Any failure as one a flow can see. What is no CardError is a mistake in the code of a card. */
export function asCardError(error: unknown): CardError {
  if (error instanceof CardError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CardError(
    `The card failed in a way nobody foresaw: ${message}`,
    { kind: 'unavailable' },
    { cause: error },
  );
}
