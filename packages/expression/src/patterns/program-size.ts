/**
 * A generous estimate of how many instructions a pattern compiles to, from its text alone: counted repeats copy what they
 * repeat, so `(a{30}){30}` is large although it is short. Read before compiling, which is what would be expensive.
 */
export function estimateProgramSize(pattern: string): number {
  const groups: number[] = [];
  let total = 1;
  let atom = 0;
  for (let at = 0; at < pattern.length; ) {
    const character = pattern.charAt(at);
    if (character === '(') {
      groups.push(total);
      total = 2;
      atom = 0;
      at += 1;
    } else if (character === ')') {
      atom = total;
      total += groups.pop() ?? 0;
      at += 1;
    } else if (character === '{') {
      const repeat = /^\{(\d{1,4})(?:,(\d{0,4}))?\}/.exec(pattern.slice(at, at + 12));
      const copies = repeat === null ? 1 : Math.max(Number(repeat[1]), Number(repeat[2] ?? 0), 1);
      total += atom * copies;
      atom *= copies;
      at += repeat === null ? 1 : repeat[0].length;
    } else {
      const length = atomLength(pattern, at);
      atom = 2;
      total += 2;
      at += length;
    }
  }
  return total;
}

function atomLength(pattern: string, at: number): number {
  const character = pattern.charAt(at);
  if (character === '\\') return 2;
  if (character !== '[') return 1;
  let end = at + 2;
  while (end < pattern.length && pattern.charAt(end) !== ']') end += pattern.charAt(end) === '\\' ? 2 : 1;
  return end - at + 1;
}
