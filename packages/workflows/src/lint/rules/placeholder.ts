const PLACEHOLDERS: readonly RegExp[] = [
  /^--.*--$/,
  /\bx{3,}\./i,
  /<[^<>{}]*\b(?:your|enter|insert|replace)\b[^<>{}]*>/i,
  /\b(?:your|my)[-_ ]?(?:domain|company|org|tenant|app|api|okta)[\w-]*\.[a-z]{2,}/i,
  /\b(?:replace|change)[-_ ]?me\b/i,
];

/** Whether a text stands for a value that somebody has to fill in. */
export function isPlaceholder(text: string): boolean {
  return text.length < 10_000 && PLACEHOLDERS.some((pattern) => pattern.test(text));
}
