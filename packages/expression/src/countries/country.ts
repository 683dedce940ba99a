import { ISO_3166_1 } from './iso-3166-1.ts';

export interface Country {
  readonly alpha2: string;
  readonly alpha3: string;
  /** Three digits. */
  readonly numeric: string;
  readonly name: string;
}

/** All countries of ISO 3166-1, by alpha-2 code in order. */
export const COUNTRIES: readonly Country[] = ISO_3166_1.trim()
  .split('\n')
  .map((line) => ({
    alpha2: line.slice(0, 2),
    alpha3: line.slice(3, 6),
    numeric: line.slice(7, 10),
    name: line.slice(11),
  }));

const BY_CODE: ReadonlyMap<string, Country> = new Map(
  COUNTRIES.flatMap((country) =>
    [country.alpha2, country.alpha3, country.numeric].map((code) => [code, country] as const),
  ),
);

/** The country of an alpha-2, alpha-3 (any case) or numeric code (leading zeros may be missing), or null. */
export function findCountry(code: string): Country | null {
  if (code.length < 1 || code.length > 3) return null;
  const normal = /^\d+$/.test(code) ? code.padStart(3, '0') : code.toUpperCase();
  return BY_CODE.get(normal) ?? null;
}
