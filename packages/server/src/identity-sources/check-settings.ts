import { DEFAULT_SOURCE_SETTINGS, IdentitySourceSettings, validationFailed } from '@headwater/protocol';
import { Compile } from 'typebox/compile';

const schema = Compile(IdentitySourceSettings);

/** Says what is wrong with an expression over the source profile, or undefined. The mappings know the language. */
export type CheckExpression = (expression: string) => string | undefined;

/**
 * The settings that `change` makes of `before`, checked as a whole. Throws `validationFailed` that names each setting that is
 * unknown, of the wrong type, or does not go with the others.
 */
export function applySettings(
  before: IdentitySourceSettings,
  change: Partial<IdentitySourceSettings>,
  checkExpression: CheckExpression,
): IdentitySourceSettings {
  const after: unknown = { ...before, ...change };
  if (!schema.Check(after)) throw validationFailed('settings', wrongSettings(change));
  const causes = contradictions(after, checkExpression);
  if (causes.length > 0) throw validationFailed('settings', causes);
  return after;
}

function wrongSettings(change: object): readonly string[] {
  return Object.entries(change).flatMap(([name, value]) => {
    if (!Object.hasOwn(DEFAULT_SOURCE_SETTINGS, name)) return [`settings.${name}: There is no such setting`];
    const alone = { ...DEFAULT_SOURCE_SETTINGS, [name]: value };
    return schema.Check(alone) ? [] : [`settings.${name}: The value ${JSON.stringify(value)} is not allowed`];
  });
}

function contradictions(settings: IdentitySourceSettings, checkExpression: CheckExpression): readonly string[] {
  const causes: string[] = [];
  const expression = settings.userNameExpression?.trim() ?? '';
  if (settings.userNameFormat === 'CUSTOM') {
    const problem = expression === '' ? 'The format CUSTOM needs an expression' : checkExpression(expression);
    if (problem !== undefined) causes.push(`settings.userNameExpression: ${problem}`);
  }
  if (settings.exactMatchCriteria === 'ATTRIBUTES' && settings.matchAttributes.length === 0) {
    causes.push('settings.matchAttributes: The criteria ATTRIBUTES need at least one attribute');
  }
  if (new Set(settings.matchAttributes).size !== settings.matchAttributes.length) {
    causes.push('settings.matchAttributes: An attribute is named twice');
  }
  return causes;
}
