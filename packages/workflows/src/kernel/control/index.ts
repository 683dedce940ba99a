import type { KernelFunction } from '../kernel-function.ts';
import { controlAssignIf } from './assign-if.ts';
import { controlLet } from './let.ts';
import { controlLookup } from './lookup.ts';
import { controlToNumber } from './to-number.ts';
import { controlToString } from './to-string.ts';
import { controlTypeof } from './typeof.ts';

/** Cards of flow control that only compute; the others are the interpreter's own. */
export const CONTROL_FUNCTIONS: readonly KernelFunction[] = [
  controlAssignIf,
  controlLet,
  controlLookup,
  controlToNumber,
  controlToString,
  controlTypeof,
];
