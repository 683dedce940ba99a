import moment from 'moment-timezone';

/**
 * A text and its format with what they lack of the day put before them: moment would take that from the machine's clock. A date
 * lacks what is larger than its largest part; a lone day of the week lacks its week (of the ISO week, its year: it is of the first).
 */
export function withToday(text: string, format: string, now: Date): { readonly text: string; readonly format: string } {
  const tokens = format.replace(LITERALS, ' ');
  const missing = missingTokens(tokens);
  if (missing === '') return { text, format };
  return { text: `${moment.utc(now).format(missing)} ${text}`, format: `${missing} ${format}` };
}

function missingTokens(tokens: string): string {
  if (/[YyxXLlN]/.test(tokens)) return '';
  if (/[MQ]|DDD/.test(tokens)) return 'YYYY';
  if (/D/.test(tokens)) return 'YYYY-MM';
  if (/[wWgG]/.test(tokens)) return '';
  if (/E/.test(tokens)) return 'GGGG';
  if (/[de]/.test(tokens)) return 'gggg-ww';
  return 'YYYY-MM-DD';
}

/** Texts in brackets, and letters that a backslash makes plain. */
const LITERALS = /\[[^[]*\]|\\./g;
