/** A membership as a source names it: external ids. */
export interface Pair {
  readonly group: string;
  readonly member: string;
}

/** The line that a membership is staged as: the key by which uploads of the same pair are folded. */
export function pairLine({ group, member }: Pair): string {
  return JSON.stringify([group, member]);
}

/** The pair of a staged line. */
export function pairOf(line: string): Pair {
  if (!line.includes('\\')) {
    // Without an escape in it, the only quotes are those around the two texts.
    const end = line.indexOf('"', 2);
    return { group: line.slice(2, end), member: line.slice(line.indexOf('"', end + 1) + 1, -2) };
  }
  // The endpoints stage a list of two texts.
  const [group, member] = JSON.parse(line) as readonly [string, string];
  return { group, member };
}
