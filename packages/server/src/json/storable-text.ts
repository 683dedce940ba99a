// biome-ignore lint/suspicious/noControlCharactersInRegex: the character is the point
const SUSPECT = /[\u0000\ud800-\udfff]/;

/** Whether PostgreSQL can store a text: without NUL and without half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !SUSPECT.test(text) || !(text.includes('\u0000') || /\p{Surrogate}/u.test(text));
}
