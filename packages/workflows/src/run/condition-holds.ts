import type { WorkflowChoices } from '../choices.ts';
import { compareValues } from '../values/compare.ts';
import { toText } from '../values/convert.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** Whether the condition in a group of inputs holds; operands in their declared types (workflows-format 5.2). */
export function conditionHolds(inputs: ResolvedInputs, group: string, choices: WorkflowChoices): boolean {
  const left = inputs.typedIn(group, 'left-operand');
  const right = inputs.typedIn(group, 'right-operand');
  return compareValues(left, toText(inputs.in(group, 'operator')), right, choices);
}
