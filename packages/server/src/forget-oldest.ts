/** Keeps a memory bounded, after something was put into it: where it has more than `most`, it loses what was put in first. */
export function forgetOldest(memory: Map<string, unknown> | Set<string>, most: number): void {
  if (memory.size <= most) return;
  const [oldest] = memory.keys();
  if (oldest !== undefined) memory.delete(oldest);
}
