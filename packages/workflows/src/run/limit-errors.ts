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
