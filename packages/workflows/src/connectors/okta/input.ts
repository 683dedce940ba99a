import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { ActionCall } from '../connector.ts';

/** Groups that inputs of this connector's cards are in, over all its versions. */
const GROUPS = [
  null,
  'User',
  'Users',
  'Input',
  'Inputs',
  'Group',
  'Groups',
  'Application',
  'App',
  'Data',
  'Date',
  'Search',
  'Search By',
  'Search Criteria',
  'List Criteria',
  'Sort',
  'Streaming',
  'Options',
  'Credentials',
  'Activate',
] as const;

/** `Send Email?` and `sendEmail` are one field: cards of different versions name theirs as people or as the API write it. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * The first of these inputs that the card has: `User.ID or Login`, or `*.User ID` for any group. Letters and digits count, case
 * does not. Null when the card has none of them.
 */
export function input(call: ActionCall, ...names: readonly string[]): Value {
  for (const name of names) {
    const dot = name.indexOf('.');
    const group = name.slice(0, dot);
    const key = plainName(name.slice(dot + 1));
    for (const candidate of group === '*' ? GROUPS : [group]) {
      const found = call.inputs.all(candidate).find((one) => plainName(one.key) === key);
      if (found !== undefined) return found.value;
    }
  }
  return null;
}

/**
 * Text of an input that must not be blank. Throws a CardError `required_input_empty` before anything is sent, unless the switch
 * `requiredInputEmpty` says that it is sent.
 */
export function requiredText(call: ActionCall, ...names: readonly [string, ...string[]]): string {
  const text = toText(input(call, ...names)).trim();
  if (text === '' && call.choices.requiredInputEmpty === 'fails') {
    throw new CardError(
      `The required input "${names[0]}" is empty. Give it a value, or look where it should come from.`,
      {
        kind: 'required_input_empty',
        statusCode: 400,
      },
    );
  }
  return text;
}
