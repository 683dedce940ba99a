import type { Load } from './upload.ts';

/** People of a benchmark: the same for the same number, all different, with profiles of about 450 bytes. */
export interface BenchPerson {
  readonly externalId: string;
  readonly profile: Readonly<Record<string, string>>;
}

/** Custom attributes of the source; all are mapped. */
export const SOURCE_ATTRIBUTES = [
  'title',
  'department',
  'division',
  'costCenter',
  'employeeNumber',
  'city',
  'state',
  'countryCode',
  'zipCode',
  'streetAddress',
  'organization',
  'preferredLanguage',
] as const;

const SYLLABLES = 'ka lo mi ra ne su to vi ben dar gil hun jor kem lun mar'.split(' ');
const DEPARTMENTS = ['Research', 'Sales', 'Logistics', 'Finance', 'Legal', 'Support', 'Facilities', 'Engineering'];
const CITIES = ['Oslo', 'Zürich', 'Lyon', 'Kraków', 'Malmö', 'Porto', 'Graz', 'Gdańsk'];
const COUNTRIES = ['NO', 'CH', 'FR', 'PL', 'SE', 'PT', 'AT', 'DE'];

/** A name out of the digits of a number in base 16: as many different names as people, as sizes of companies go. */
function name(number: number, length: number): string {
  let text = '';
  let rest = number;
  for (let index = 0; index < length; index++) {
    text += SYLLABLES[rest & 15] ?? '';
    rest >>>= 4;
  }
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Person `number`. `revision` 0 is how everybody starts; another revision changes what changes when somebody moves: title,
 * department and address.
 */
export function person(number: number, revision = 0): BenchPerson {
  const moved = number + revision * 3;
  const login = `${name(number, 3)}.${name(number >>> 4, 4)}.${number}@corp.example`.toLowerCase();
  return {
    externalId: `E${String(number).padStart(8, '0')}`,
    profile: {
      userName: login,
      email: login,
      firstName: name(number, 3),
      lastName: name(number >>> 3, 5),
      mobilePhone: `+47 ${String(10_000_000 + number)}`,
      title: `Specialist ${moved % 97}`,
      department: DEPARTMENTS[moved & 7] ?? '',
      division: `Division ${moved % 13}`,
      costCenter: `CC-${moved % 450}`,
      employeeNumber: String(100_000 + number),
      city: CITIES[moved & 7] ?? '',
      state: `Region ${moved % 20}`,
      countryCode: COUNTRIES[moved & 7] ?? '',
      zipCode: String(10_000 + (moved % 80_000)),
      streetAddress: `${(moved % 200) + 1} Harbour Street`,
      organization: 'Corp Example',
      preferredLanguage: 'en',
    },
  };
}

/** People in one bulk load. */
const BATCH = 200;

/** The loads of `count` people, 200 to each. `revision` says which profile a person has. */
export function peopleLoads(count: number, revision: (number: number) => number): readonly Load[] {
  return Array.from({ length: Math.ceil(count / BATCH) }, (_, load) => ({
    kind: 'bulk-upsert',
    body: () => {
      const profiles: BenchPerson[] = [];
      for (let number = load * BATCH; number < Math.min((load + 1) * BATCH, count); number++) {
        profiles.push(person(number, revision(number)));
      }
      return JSON.stringify({ entityType: 'USERS', profiles });
    },
  }));
}
