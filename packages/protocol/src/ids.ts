import type { Clock } from './clock.ts';

/**
 * Prefixes of public ids: three letters, then 17 base62 characters (identity-sources-api 5, import-semantics 1.1).
 * `import` is the job a triggered session becomes; `sourceUser` is a person as one identity source knows them; a `serviceApp` is
 * an app that calls the API by OAuth 2.0, `grant` a scope it may ask for, `appKey` a public key of it.
 */
export const ID_PREFIXES = {
  org: '00o',
  identitySource: '0oa',
  serviceApp: '0oa',
  session: 'aps',
  import: 'ij1',
  sourceUser: '0ua',
  user: '00u',
  group: '00g',
  userType: 'oty',
  schema: 'osc',
  mapping: 'prm',
  apiToken: '00T',
  device: 'guo',
  grant: 'oag',
  appKey: 'pks',
  roleAssignment: 'ra1',
  flowPack: 'fpk',
  flow: 'flw',
  flowTable: 'ftb',
  flowConnection: 'fcn',
  flowExecution: 'fex',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Source of new ids. Injected, so that tests can repeat them. */
export interface Ids {
  next(kind: IdKind): string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TIME_LENGTH = 8;
const COUNTER_LENGTH = 4;
const RANDOM_LENGTH = 5;
const COUNTER_SPACE = 62 ** COUNTER_LENGTH;
const RANDOM_SPACE = 62 ** RANDOM_LENGTH;

/** A whole number in base 62, digits before letters, upper case before lower; what does not fit in `length` is cut off at the front. */
export function base62(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let position = 0; position < length; position++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/**
 * Ids that sort by the time they were made: 8 characters of milliseconds, 4 of a counter, 5 of chance (62^5, drawn per id),
 * so that indexes on them grow at one end and two processes do not collide.
 * @param random a number in [0, 1), as `Math.random`
 */
export function timeOrderedIds(clock: Clock, random: () => number): Ids {
  let lastMillisecond = -1;
  let time = '';
  let counter = 0;
  return {
    next(kind) {
      const now = clock.now().getTime();
      if (now > lastMillisecond) {
        lastMillisecond = now;
        time = base62(now, TIME_LENGTH);
        counter = Math.floor(random() * (COUNTER_SPACE / 2));
      } else {
        counter = (counter + 1) % COUNTER_SPACE;
      }
      return (
        ID_PREFIXES[kind] +
        time +
        base62(counter, COUNTER_LENGTH) +
        base62(Math.floor(random() * RANDOM_SPACE), RANDOM_LENGTH)
      );
    },
  };
}

/** Whether `text` has the form of an id of that kind. */
export function isId(kind: IdKind, text: string): boolean {
  return text.length === 20 && text.startsWith(ID_PREFIXES[kind]) && /^[0-9A-Za-z]+$/.test(text);
}
