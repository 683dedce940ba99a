import { getHeapStatistics } from 'node:v8';

/** Of what the heap of this thread may take. V8 collects garbage long before, so that what is there then is mostly in use. */
const BOUND = 0.8;

/**
 * Whether this thread is about to run out of memory, which would end everything that it does: values of flows that it holds at a time have
 * bounds each, and none together.
 */
export function isShortOfMemory(): boolean {
  const { used_heap_size, external_memory, heap_size_limit } = getHeapStatistics();
  return used_heap_size + external_memory > BOUND * heap_size_limit;
}
