import type { PackCard, PackField } from '../pack/pack.ts';
import { kindName } from '../pack/read-kind.ts';

/**
 * What a field is called, without ids that differ from export to export: conditions of If/ElseIf are counted, so are values of
 * templates and mapped values of filters.
 */
export function fieldLabel(card: PackCard, field: PackField): string {
  const { group, key } = field;
  const kind = kindName(card.kind);
  if (kind === 'control:branch' && group !== null && group !== 'context')
    return `${conditionLabel(card, group)}.${key}`;
  if (isTemplateValue(card, field)) return `value ${placeIn(card, field, (other) => isTemplateValue(card, other))}`;
  if (group === '_expr') return `operand ${placeIn(card, field, (other) => other.group === '_expr')}`;
  return group === null ? key : `${group}.${key}`;
}

const TEMPLATES: ReadonlySet<string> = new Set(['string:compose', 'math:expression']);

function isTemplateValue(card: PackCard, { group, key }: PackField): boolean {
  return group === null && key !== '_text_' && TEMPLATES.has(kindName(card.kind));
}

/** A template with its placeholders counted like its values. */
export function templateText(card: PackCard, text: string): string {
  return text.replace(/\{\{\{([^{}]+)\}\}\}/g, (_all, key: string) => {
    const field = card.inputs.find((input) => input.group === null && input.key === key);
    return `{{${field === undefined ? '?' : fieldLabel(card, field)}}}`;
  });
}

function placeIn(card: PackCard, field: PackField, belongs: (other: PackField) => boolean): number {
  return card.inputs.filter(belongs).findIndex(({ id }) => id === field.id) + 1;
}

function conditionLabel(card: PackCard, group: string): string {
  if (group === 'if' || group === 'else') return group;
  const groups = [...new Set(card.inputs.filter(({ key }) => key === 'left-operand').map((input) => input.group))];
  return `else if ${groups.filter((other) => other !== 'if').indexOf(group) + 1}`;
}
