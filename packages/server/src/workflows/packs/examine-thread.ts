import { parentPort, workerData } from 'node:worker_threads';
import { PackError } from '@headwater/workflows';
import type { Examined } from './examine-in-thread.ts';
import { type ExamineOptions, examinePack } from './examine-pack.ts';

/** Entry of the thread: examines one file and tells what it found. */
function examine(): Examined {
  // Given by `examineInThread`.
  const { file, options } = workerData as { readonly file: Uint8Array; readonly options: ExamineOptions };
  try {
    return { pack: examinePack(file, options) };
  } catch (error) {
    if (error instanceof PackError) return { refused: { code: error.code, problems: error.problems } };
    throw error;
  }
}

parentPort?.postMessage(examine());
