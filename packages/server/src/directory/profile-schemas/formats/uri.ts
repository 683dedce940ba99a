/** The characters RFC 3986 has no place for, and anything not ASCII stays allowed as in an IRI (RFC 3987). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f"<>\\^`{|}]+$/;

/** Whether the text is an absolute URI: a scheme and something after it. */
export function isUri(text: string): boolean {
  return ABSOLUTE.test(text) && URL.canParse(text);
}
