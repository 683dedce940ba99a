import { expect, test } from 'vitest';
import { Turns } from '../../src/identity-sources/bulk-loads/turns.ts';

test('so much work runs at a time, in order, also after work that failed', async () => {
  const turns = new Turns(2);
  const said: string[] = [];
  const finish: (() => void)[] = [];
  const work = (name: string) => async () => {
    said.push(`${name} begins`);
    await new Promise<void>((resolve) => finish.push(resolve));
    said.push(`${name} ends`);
    if (name === 'a') throw new RangeError(name);
    return name;
  };
  const all = Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => turns.take(work(name))));
  while (said.length < 8) {
    finish.shift()?.();
    await Promise.resolve();
  }
  expect(said).toEqual(['a begins', 'b begins', 'a ends', 'b ends', 'c begins', 'd begins', 'c ends', 'd ends']);
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});
