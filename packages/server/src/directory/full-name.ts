/** First and last name with a blank between them, as far as they are there; null for neither. */
export function fullName(firstName: unknown, lastName: unknown): string | null {
  const name = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  return name === '' ? null : name;
}
