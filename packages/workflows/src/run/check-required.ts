import { isVoid } from '../values/compare.ts';
import { CardError } from './card-error.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/**
 * Throws `required_input_empty` when an input a card cannot do without is null, `""`, `{}` or `[]` (switch `requiredInputEmpty`).
 * @param required as `group.key`, or `key` for an input without a group
 */
export function checkRequired(required: readonly string[], inputs: ResolvedInputs, title: string): void {
  for (const name of required) {
    const dot = name.indexOf('.');
    const key = name.slice(dot + 1);
    if (!isVoid(inputs.in(dot === -1 ? '' : name.slice(0, dot), key))) continue;
    throw new CardError(`${title}: required input "${key}" is empty`, {
      kind: 'required_input_empty',
      statusCode: 400,
    });
  }
}
