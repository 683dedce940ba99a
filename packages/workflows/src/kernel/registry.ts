import { DATE_FUNCTIONS } from './date/index.ts';
import type { KernelFunction } from './kernel-function.ts';
import { LIST_FUNCTIONS } from './list/index.ts';
import { STRING_FUNCTIONS } from './string/index.ts';

/** Every built-in card that computes, by name (`list:at`). Cards that steer, wait or call flows are the interpreter's own. */
export const KERNEL_FUNCTIONS: ReadonlyMap<string, KernelFunction> = new Map(
  [
    DATE_FUNCTIONS,
    LIST_FUNCTIONS,
    STRING_FUNCTIONS,
  ]
    .flat()
    .map((entry) => [entry.name, entry]),
);
