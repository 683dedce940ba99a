import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import { asText } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { describeValue, type Value } from '../value.ts';
import type { FunctionDefinition, Parameter } from './definition.ts';

const DIRECTORY: Parameter = { name: 'directory', type: 'text', refuse: refuseDirectory };
const APP: Parameter = { name: 'app', type: 'text' };

/** Manager and assistant by Active Directory (import-semantics 6.3); a changed manager triggers no new evaluation. */
export const RELATED_USER_FUNCTIONS: readonly FunctionDefinition[] = [
  related('getManagerUser', 'manager', false),
  related('getManagerAppUser', 'manager', true),
  related('getAssistantUser', 'assistant', false),
  related('getAssistantAppUser', 'assistant', true),
];

function related(name: string, relation: 'manager' | 'assistant', ofApp: boolean): FunctionDefinition {
  const subject = `The ${relation}${ofApp ? "'s app user in the named app" : ''}`;
  return {
    name,
    parameters: ofApp ? [DIRECTORY, APP] : [DIRECTORY],
    returns: 'user',
    doc: `${subject}; \`directory\` is \`"active_directory"\`; null when there is none.`,
    features: OUTSIDE_GROUP_RULES,
    uses: 'relatedUser',
    run: (evaluation, directory, app) => {
      checkDirectory(evaluation, directory);
      const appName = ofApp ? asText(evaluation, app) : null;
      if (ofApp && appName === null) return null;
      return evaluation.context.relatedUser?.(relation, appName) ?? null;
    },
  };
}

function checkDirectory(evaluation: Evaluation, directory: Value): void {
  const complaint = refuseDirectory(asText(evaluation, directory) ?? '');
  if (complaint !== null) throw evaluation.fail('argument_type', complaint);
}

function refuseDirectory(literal: string | number): string | null {
  return literal === 'active_directory'
    ? null
    : `Managers and assistants are known from "active_directory" only, not from ${describeValue(literal)}.`;
}
