/** Up to three of the names that are most like this one, best first; none when nothing is. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.slice(0, LONGEST).toLowerCase();
  const scored: [string, number][] = [];
  for (const candidate of known) {
    const distance = distanceOf(wanted, candidate.toLowerCase());
    if (distance <= Math.max(2, Math.floor(candidate.length / 3))) scored.push([candidate, distance]);
  }
  scored.sort(([one, first], [other, second]) => first - second || (one < other ? -1 : 1));
  return scored.slice(0, 3).map(([candidate]) => candidate);
}

/** The name may come from a hostile pack. */
const LONGEST = 80;

/** Letters to add, take away or change (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
