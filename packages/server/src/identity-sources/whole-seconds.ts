/** An instant as sessions and people of a source show it: in whole seconds (identity-sources-api 2.1, 2.15). */
export function wholeSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}.000Z`;
}
