import type { AttributeFormat } from '@headwater/protocol';
import { isCountryCode } from './country-code.ts';
import { isDateTime } from './date-time.ts';
import { isEmail } from './email.ts';
import { isLanguageCode, isLocale } from './language-code.ts';
import { isTimezone } from './timezone.ts';
import { isUri } from './uri.ts';

export interface FormatRule {
  readonly matches: (text: string) => boolean;
  /** What a value must be, for the sentence of a violation. */
  readonly detail: string;
  /** A bad value costs only this attribute, with a warning (import-semantics 2.7, "bad locale / country / time zone"). */
  readonly soft: boolean;
}

/** The formats an attribute can have. */
export const FORMATS: Readonly<Record<AttributeFormat, FormatRule>> = {
  email: { matches: isEmail, detail: 'an email address', soft: false },
  uri: { matches: isUri, detail: 'a URI with its scheme, such as https://example.com', soft: true },
  'date-time': { matches: isDateTime, detail: 'a date and time such as 2026-01-31T09:30:00Z', soft: true },
  'country-code': { matches: isCountryCode, detail: 'a two-letter country code in capitals (ISO 3166-1)', soft: true },
  'language-code': { matches: isLanguageCode, detail: 'a language code such as en or pt-BR', soft: true },
  locale: { matches: isLocale, detail: 'a locale such as en_US', soft: true },
  timezone: { matches: isTimezone, detail: 'a time zone such as Europe/Berlin', soft: true },
};
