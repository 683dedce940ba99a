import { describe, expect, it } from 'vitest';
import { eventStream } from '../../src/load/event-stream.ts';

describe('events of a work', () => {
  it('come in order, and the result at the end', async () => {
    const stream = eventStream<number, string>(async (emit) => {
      for (const number of [1, 2, 3]) await emit(number);
      return 'done';
    });
    const seen: unknown[] = [];
    for (let next = await stream.next(); ; next = await stream.next()) {
      seen.push(next.value);
      if (next.done === true) break;
    }
    expect(seen).toEqual([1, 2, 3, 'done']);
  });

  it('hold the work back until they are read', async () => {
    let made = 0;
    const stream = eventStream<number, void>(async (emit) => {
      while (made < 100) await emit(++made);
    });
    await stream.next();
    expect(made).toBe(1);
    await stream.return();
    expect(made).toBe(1);
  });

  it('end with the error of the work, after what it told before', async () => {
    const stream = eventStream<number, void>(async (emit) => {
      await emit(1);
      throw new Error('broken');
    });
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toThrow('broken');
  });

  it('when the reader leaves, the work is aborted and its clean-up awaited', async () => {
    const seen: string[] = [];
    const stream = eventStream<number, void>(async (emit, signal) => {
      try {
        for (;;) await emit(1);
      } finally {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`cleaned up, aborted: ${signal.aborted}`);
      }
    });
    for await (const _ of stream) break;
    expect(seen).toEqual(['cleaned up, aborted: true']);
  });

  it('when the signal aborts, its reason is thrown', async () => {
    const stop = new AbortController();
    const stream = eventStream<number, void>(async (emit) => {
      for (;;) await emit(1);
    }, stop.signal);
    await stream.next();
    stop.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
  });
});
