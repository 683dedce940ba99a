const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count for people: `12,345`. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** A duration for people, from seconds: `0.4 s`, `12.3 s`, `4 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A count and its noun: `1 record`, `2 records`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
