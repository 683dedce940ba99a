import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PackError, type PackErrorCode, type PackProblem } from '@headwater/workflows';
import { type Examine, type ExamineOptions, examinePack } from './examine-pack.ts';
import type { ExaminedPack } from './examined-pack.ts';

/** What the thread answers. */
export type Examined =
  | { readonly pack: ExaminedPack }
  | { readonly refused: { readonly code: PackErrorCode; readonly problems: readonly PackProblem[] } };

/** Up to here a file takes less time than a thread takes to begin. */
const SMALL_BYTES = 512 * 1024;
const HEAP_MEGABYTES = 2_048;

/**
 * Makes an {@link Examine} that reads small files at once and large ones in a thread of its own, one after the other, so that requests
 * need not wait meanwhile.
 */
export function examineInThread(): Examine {
  let last: Promise<unknown> = Promise.resolve();
  return async (file, options) => {
    if (file.byteLength <= SMALL_BYTES) return examinePack(file, options);
    const examined = last.then(() => run(file, options));
    last = examined.catch(() => undefined);
    return examined;
  };
}

async function run(file: Uint8Array, options: ExamineOptions): Promise<ExaminedPack> {
  const worker = new Worker(new URL('./examine-thread.js', import.meta.url), {
    workerData: { file, options },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  try {
    const [answer] = (await once(worker, 'message')) as [Examined];
    if ('pack' in answer) return answer.pack;
    throw new PackError(answer.refused.code, answer.refused.problems);
  } finally {
    await worker.terminate();
  }
}
