/**
 * Whether PostgreSQL can store a text: without NUL and without half of a surrogate pair. Native searches: it sees every text of every
 * person.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
