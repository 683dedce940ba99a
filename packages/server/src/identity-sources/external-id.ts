import type { Choices } from '@headwater/protocol';
import { isStorable } from '../json/storable-text.ts';

/** Answers of the org that say which external ids mean the same. */
export type ExternalIdChoices = Pick<Choices, 'externalIdCase' | 'externalIdBlanks'>;

/**
 * An external id as it is kept and looked up: as it was sent, or without blanks around it or in lower case, as the org's switches
 * `externalIdBlanks` and `externalIdCase` say. Idempotent.
 */
export function normaliseExternalId(choices: ExternalIdChoices, text: string): string {
  const trimmed = choices.externalIdBlanks === 'trimmed' ? text.trim() : text;
  // Lower case of a capital sigma depends on its place in the word.
  return choices.externalIdCase === 'same' ? trimmed.toLowerCase().replaceAll('ς', 'σ') : trimmed;
}

/**
 * The external id that a request sends in the field `path`, normalised. Where it is none, adds a sentence to `causes` that names
 * the field, and gives an empty text.
 * @param longest in characters, after normalisation: see `EXTERNAL_ID_LENGTH`
 */
export function readExternalId(
  choices: ExternalIdChoices,
  value: unknown,
  path: string,
  longest: number,
  causes: string[],
): string {
  const text = typeof value === 'string' ? normaliseExternalId(choices, value) : value;
  const problem = problemOf(text, longest);
  if (problem === undefined && typeof text === 'string') return text;
  causes.push(`${path}: ${problem}`);
  return '';
}

function problemOf(value: unknown, longest: number): string | undefined {
  if (value === undefined || value === null || value === '') return 'The field cannot be left blank';
  if (typeof value !== 'string') return 'The field must be a string';
  if (!isStorable(value)) return 'The field has a character that cannot be stored';
  if (value.length <= longest || [...value].length <= longest) return undefined;
  return `The field is too long: at most ${longest} characters`;
}
