/**
 * Order of texts by code points: negative, zero or positive. Case-sensitive, without any language's rules, which is what
 * PostgreSQL calls `COLLATE "C"` in a database of UTF-8.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Code units of the higher planes come before U+E000, but their code points after U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
