import type { WorkflowChoices } from '@headwater/workflows';
import { UsageFailure } from '../../failure.ts';

/** Answers to switches, from `name=answer` each. Throws a UsageFailure that says what there is. */
export async function readChoices(given: readonly string[]): Promise<Partial<WorkflowChoices>> {
  const { nearestNames, WORKFLOW_SWITCHES } = await import('@headwater/workflows');
  const choices: Record<string, string> = {};
  for (const text of given) {
    const [name = '', ...rest] = text.split('=');
    const answer = rest.join('=');
    const entry = Object.entries(WORKFLOW_SWITCHES).find(([known]) => known === name)?.[1];
    if (entry === undefined) {
      const [near] = nearestNames(name, Object.keys(WORKFLOW_SWITCHES));
      throw new UsageFailure(
        `There is no switch "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`,
        `Switches: ${Object.keys(WORKFLOW_SWITCHES).join(', ')}.`,
      );
    }
    if (!Object.hasOwn(entry.answers, answer)) {
      const answers = Object.entries(entry.answers).map(([key, meaning]) => `${key} (${meaning})`);
      throw new UsageFailure(`"${answer}" is no answer to ${name}.`, `${entry.question} ${answers.join(', ')}.`);
    }
    choices[name] = answer;
  }
  // Every name and answer was looked up in the register.
  return choices as Partial<WorkflowChoices>;
}
