import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import { type Country, findCountry } from '../countries/country.ts';
import { asText } from '../evaluate/convert.ts';
import { describeValue } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';

/** `Iso3166Convert.*` (import-semantics 6.3); null stays null, an unknown code is an error. */
export const COUNTRY_FUNCTIONS: readonly FunctionDefinition[] = [
  conversion('toAlpha2', 'alpha2', 'The two-letter code of a country.'),
  conversion('toAlpha3', 'alpha3', 'The three-letter code of a country.'),
  conversion('toNumeric', 'numeric', 'The numeric code of a country, as a text of three digits.'),
  conversion('toName', 'name', 'The English short name of a country as in ISO 3166-1.'),
];

function conversion(name: string, form: keyof Country, doc: string): FunctionDefinition {
  return {
    name: `Iso3166Convert.${name}`,
    parameters: [{ name: 'code', type: 'text', refuse: refuseUnknown }],
    returns: 'text',
    doc: `${doc} \`code\` is alpha-2, alpha-3 or numeric.`,
    features: OUTSIDE_GROUP_RULES,
    run: (evaluation, code) => {
      const text = asText(evaluation, code);
      if (text === null) return null;
      const country = findCountry(text);
      if (country === null) throw evaluation.fail('unknown_country', unknown(text));
      return country[form];
    },
  };
}

function refuseUnknown(literal: string | number): string | null {
  return findCountry(String(literal)) === null ? unknown(String(literal)) : null;
}

function unknown(code: string): string {
  return `ISO 3166-1 does not have ${describeValue(code)}. Give an alpha-2, alpha-3 or numeric code, such as US, USA or 840.`;
}
