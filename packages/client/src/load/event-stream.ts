/**
 * Runs work that tells events and gives them out one by one: `emit` resolves when the reader has taken the event, so the
 * work is never ahead of its reader. When the reader leaves early, or `outer` aborts, the work's signal aborts and the
 * generator waits for its end.
 */
export async function* eventStream<Event, Result>(
  work: (emit: (event: Event) => Promise<void>, signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): AsyncGenerator<Event, Result, void> {
  const left = new AbortController();
  const signal = outer === undefined ? left.signal : AbortSignal.any([outer, left.signal]);
  const waiting: { readonly event: Event; readonly taken: () => void }[] = [];
  let wake = () => {};
  signal.addEventListener('abort', () => {
    for (const { taken } of waiting) taken();
  });

  const emit = async (event: Event): Promise<void> => {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      waiting.push({ event, taken: resolve });
      wake();
    });
    signal.throwIfAborted();
  };

  let over = false;
  const end = work(emit, signal).finally(() => {
    over = true;
    wake();
  });
  end.catch(() => {});

  try {
    while (!over || waiting.length > 0) {
      const next = waiting.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (over || waiting.length > 0) resolve();
        });
      } else {
        try {
          yield next.event;
        } finally {
          next.taken();
        }
      }
    }
    return await end;
  } finally {
    left.abort(new DOMException('The reader of the events left', 'AbortError'));
    await end.catch(() => {});
  }
}
