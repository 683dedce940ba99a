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
  return expandLocal(format).replace(
    TOKEN,
    (_part, literal: string | undefined, backslash: string | undefined, token = '') => {
      if (literal !== undefined) return literal.slice(1, -1);
      if (token === '\\') return '';
      return backslash === undefined && LETTER.test(token) ? local.format(token) : token;
    },
  );
}

/** Without L, which was expanded where it is a token. */
const LETTER = /[A-KM-Za-km-z]/;

/** `LL` and its like stand for other tokens. */
function expandLocal(format: string): string {
  const locale = moment.localeData('en');
  return format.replace(LOCAL_TOKEN, (part, plain: string | undefined, token: moment.LongDateFormatKey | undefined) =>
    plain === undefined && token !== undefined ? locale.longDateFormat(token) : part,
  );
}

const MAX_FORMAT_LENGTH = 1_000;

/** Throws `limit_exceeded` for a format that is too long. */
export function checkFormat(format: string): void {
  if (format.length > MAX_FORMAT_LENGTH) {
    const message = `A format of ${format.length} characters exceeds the limit of ${MAX_FORMAT_LENGTH}; shorten it`;
    throw new CardError(message, { kind: 'limit_exceeded' });
  }
}

/** A text in brackets, or a token of moment 2.30 or any other character, which a backslash makes plain. */
const TOKEN = new RegExp(
  `(\\[[^[]*\\])|(\\\\)?(${[
    '[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|N{1,5}',
    'YYYYYY|YYYYY|YYYY|YY|Y|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|.',
  ].join('|')})`,
  'g',
);

const LOCAL_TOKEN = /(\[[^[]*\]|\\(?:LTS|LT|LL?L?L?|l{1,4}))|(LTS|LT|LL?L?L?|l{1,4})/g;
