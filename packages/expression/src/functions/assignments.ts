import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import { asText } from '../evaluate/convert.ts';
import type { Profile } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';

const LABEL = { name: 'label', type: 'text' } as const;

/** The one assignment of the person to a directory, Workday or an identity source (import-semantics 6.3). */
export const ASSIGNMENT_FUNCTIONS: readonly FunctionDefinition[] = [
  ...ofApp('Directory', 'active_directory', 'Active Directory'),
  ...ofApp('Workday', 'workday', 'Workday'),
  {
    name: 'hasSourceUser',
    parameters: [LABEL],
    returns: 'boolean',
    doc: 'Whether the person has exactly one user in the identity source with this label.',
    features: OUTSIDE_GROUP_RULES,
    since: 'headwater',
    uses: 'sourceUsers',
    run: (evaluation, label) => onlyOne(evaluation.context.sourceUsers?.(asText(evaluation, label) ?? '')) !== null,
  },
  {
    name: 'findSourceUser',
    parameters: [LABEL],
    returns: 'user',
    doc: "The person's user in the identity source with this label; null unless there is exactly one.",
    features: OUTSIDE_GROUP_RULES,
    since: 'headwater',
    uses: 'sourceUsers',
    run: (evaluation, label) => onlyOne(evaluation.context.sourceUsers?.(asText(evaluation, label) ?? '')),
  },
];

function ofApp(suffix: string, app: string, title: string): readonly FunctionDefinition[] {
  return [
    {
      name: `has${suffix}User`,
      parameters: [],
      returns: 'boolean',
      doc: `Whether the person has exactly one ${title} assignment.`,
      features: OUTSIDE_GROUP_RULES,
      uses: 'appUsers',
      run: (evaluation) => onlyOne(evaluation.context.appUsers?.(app)) !== null,
    },
    {
      name: `find${suffix}User`,
      parameters: [],
      returns: 'user',
      doc: `The person's ${title} user; null unless there is exactly one.`,
      features: OUTSIDE_GROUP_RULES,
      uses: 'appUsers',
      run: (evaluation) => onlyOne(evaluation.context.appUsers?.(app)),
    },
  ];
}

function onlyOne(users: readonly Profile[] | undefined): Profile | null {
  return users?.length === 1 ? (users[0] ?? null) : null;
}
