import { expect, test } from 'vitest';
import { COUNTRIES, findCountry } from '../../src/countries/country.ts';

test('there are 249 countries with unique codes of the right form', () => {
  const forms = COUNTRIES.filter(
    ({ alpha2, alpha3, numeric, name }) =>
      /^[A-Z]{2}$/.test(alpha2) && /^[A-Z]{3}$/.test(alpha3) && /^\d{3}$/.test(numeric) && /^\S.*\S$/.test(name),
  );
  const unique = (field: 'alpha2' | 'alpha3' | 'numeric' | 'name') =>
    new Set(COUNTRIES.map((country) => country[field])).size;
  expect([forms.length, unique('alpha2'), unique('alpha3'), unique('numeric'), unique('name')]).toEqual(
    Array(5).fill(249),
  );
});

test.each(['IN', 'in', 'IND', 'ind', '356'])('%s is India', (code) => {
  expect(findCountry(code)).toEqual({ alpha2: 'IN', alpha3: 'IND', numeric: '356', name: 'India' });
});

test.each(['4', '04', '004', 'AFG'])('%s is Afghanistan', (code) => {
  expect(findCountry(code)).toEqual({ alpha2: 'AF', alpha3: 'AFG', numeric: '004', name: 'Afghanistan' });
});

test.each(['', 'ZZ', 'India', '999', '0356', ' IN'])('%j is no code', (code) => {
  expect(findCountry(code)).toBeNull();
});
