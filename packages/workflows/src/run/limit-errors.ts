import { CardError } from './card-error.ts';

/** More cards ran than `limits.steps`. */
export function tooManySteps(limit: number): CardError {
  return new CardError(
    `The execution ran more than ${limit} cards, the limit; split the work into several executions`,
    {
      kind: 'limit_exceeded',
    },
  );
}

/** More frames lie one inside the other than `limits.depth`. */
export function tooDeep(limit: number): CardError {
  return new CardError(
    `Stack limit exceeded: flows call each other more than ${limit} deep; use Call Flow Async to cut the recursion`,
    { kind: 'limit_exceeded' },
  );
}

/** The process has no memory left for what the execution holds. */
export function outOfMemory(): CardError {
  const message =
    'The execution was ended because the server ran short of memory; work on less at a time, page by page';
  return new CardError(message, { kind: 'limit_exceeded' });
}
