import { CardError } from '../../run/card-error.ts';

/** The documented error of a position outside a list (workflows-functions 1.3); `description` has the numbers. */
export function outOfBounds(index: number, length: number): CardError {
  return new CardError('Array index out of bounds', {
    kind: 'out_of_bounds',
    description: `There is no item ${index} in a list of ${length}; test its Length first`,
  });
}
