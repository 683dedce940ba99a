import { BOOLEAN_FUNCTIONS } from './boolean/index.ts';
import { CONTROL_FUNCTIONS } from './control/index.ts';
import { DATE_FUNCTIONS } from './date/index.ts';
import { JSON_FUNCTIONS } from './json/index.ts';
import type { KernelFunction } from './kernel-function.ts';
import { LIST_FUNCTIONS } from './list/index.ts';
import { OBJECT_FUNCTIONS } from './object/index.ts';
import { STRING_FUNCTIONS } from './string/index.ts';

/** Every built-in card that computes, by name (`list:at`). Cards that steer, wait or call flows are the interpreter's own. */
export const KERNEL_FUNCTIONS: ReadonlyMap<string, KernelFunction> = new Map(
  [
    OBJECT_FUNCTIONS,
    JSON_FUNCTIONS,
    CONTROL_FUNCTIONS,
    BOOLEAN_FUNCTIONS,
    DATE_FUNCTIONS,
    LIST_FUNCTIONS,
    STRING_FUNCTIONS,
  ]
    .flat()
    .map((entry) => [entry.name, entry]),
);
