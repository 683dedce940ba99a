import { isCountryCode } from './country-code.ts';
import { remembered } from './remembered.ts';

const LANGUAGE_TAG = /^([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?$/;
const LOCALE = /^([a-z]{2})_([A-Z]{2})$/;

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

const isLanguage = remembered((language) => languageNames.of(language) !== undefined);

/** Whether the text is a language, with a script and a region if wanted: `de`, `pt-BR`, `zh_Hant_TW`. */
export function isLanguageCode(text: string): boolean {
  const language = LANGUAGE_TAG.exec(text)?.[1];
  return language !== undefined && isLanguage(language.toLowerCase());
}

/** Whether the text is a locale as the directory writes it: language, underscore, country (`en_US`). */
export function isLocale(text: string): boolean {
  const [, language, country] = LOCALE.exec(text) ?? [];
  return language !== undefined && country !== undefined && isCountryCode(country) && isLanguage(language);
}
