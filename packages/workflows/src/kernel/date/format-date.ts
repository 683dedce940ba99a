import moment from 'moment-timezone';
import { CardError } from '../../run/card-error.ts';

/**
 * A date by the tokens of moment, on the clocks of an IANA zone. A blank or unknown zone is UTC, a blank format ISO 8601
 * (workflows-functions 6). Throws `limit_exceeded` for a format of more than {@link MAX_FORMAT_LENGTH} characters.
 *
 * Tokens go to moment one by one: it keeps what it made of every format it ever saw, and flows can make up any number of them.
 */
export function formatDate(date: Date, format: string, zone: string): string {
  checkFormat(format);
  const local = moment.utc(date);
  if (moment.tz.zone(zone.trim()) !== null) local.tz(zone.trim());
  if (format.trim() === '') return local.format();
  return format.replace(
    TOKEN,
    (part, literal: string | undefined, backslash: string | undefined, token: string | undefined) => {
      if (literal !== undefined) return literal.slice(1, -1);
      if (backslash !== undefined) return token ?? '';
      return token === undefined ? part : local.format(token);
    },
  );
}

export const MAX_FORMAT_LENGTH = 1_000;

/** Throws `limit_exceeded` for a format that is too long. */
export function checkFormat(format: string): void {
  if (format.length > MAX_FORMAT_LENGTH) {
    const message = `A format of ${format.length} characters exceeds the limit of ${MAX_FORMAT_LENGTH}; shorten it`;
    throw new CardError(message, { kind: 'limit_exceeded' });
  }
}

/** A text in brackets, or a token of moment 2.30, which a backslash makes plain. */
const TOKEN = new RegExp(
  `(\\[[^[\\]]*\\])|(\\\\)?(${[
    'LTS|LT|LL?L?L?|l{1,4}',
    '[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|N{1,5}',
    'YYYYYY|YYYYY|YYYY|YY|Y|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?',
  ].join('|')})`,
  'g',
);
