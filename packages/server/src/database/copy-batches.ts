/** Large enough to make a socket write worth its system call, small enough to keep the pipeline moving. */
const batchCharacters = 64 * 1024;

class LineBatch {
  #pending = '';

  /** Takes a chunk; gives what is ready to be sent, in order. */
  *add(chunk: string | Buffer): Generator<Buffer, void, undefined> {
    if (typeof chunk === 'string') {
      this.#pending += chunk;
      if (this.#pending.length >= batchCharacters) yield* this.flush();
      return;
    }
    yield* this.flush();
    yield chunk;
  }

  *flush(): Generator<Buffer, void, undefined> {
    if (this.#pending === '') return;
    const ready = Buffer.from(this.#pending);
    this.#pending = '';
    yield ready;
  }
}

function* batchInMemory(rows: Iterable<string | Buffer>): Generator<Buffer, void, undefined> {
  const batch = new LineBatch();
  for (const chunk of rows) yield* batch.add(chunk);
  yield* batch.flush();
}

async function* batchArriving(rows: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const batch = new LineBatch();
  for await (const chunk of rows) yield* batch.add(chunk);
  yield* batch.flush();
}

/**
 * Joins lines into chunks of about 64 KB, because each chunk becomes one message of the protocol. Rows already in memory
 * are not awaited one by one.
 */
export function batchCopyText(
  rows: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
): Iterable<Buffer> | AsyncIterable<Buffer> {
  return Symbol.asyncIterator in rows ? batchArriving(rows) : batchInMemory(rows);
}
