import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// The flag adds it to contexts made from now on.
const collect = runInNewContext('gc') as () => void;

/** Megabytes of the heap that are in use, after everything else was collected. */
export function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
