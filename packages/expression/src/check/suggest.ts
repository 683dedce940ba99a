const FARTHEST = 3;

/** The known name that is closest to a mistyped one, as ` Did you mean x?`, or nothing. */
export function didYouMean(seen: string, known: Iterable<string>): string {
  let best: string | null = null;
  let bestDistance = Math.min(FARTHEST, Math.ceil(seen.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - seen.length) >= bestDistance) continue;
    const distance = editDistance(seen.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === null ? '' : ` Did you mean ${best}?`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
