import type { KernelFunction } from '../kernel-function.ts';
import { booleanAnd } from './and.ts';
import { booleanCompare } from './compare.ts';
import { booleanExpression } from './expression.ts';
import { booleanNand } from './nand.ts';
import { booleanNor } from './nor.ts';
import { booleanNot } from './not.ts';
import { booleanOr } from './or.ts';
import { booleanXnor } from './xnor.ts';
import { booleanXor } from './xor.ts';

/** Cards of truth values. */
export const BOOLEAN_FUNCTIONS: readonly KernelFunction[] = [
  booleanAnd,
  booleanCompare,
  booleanExpression,
  booleanNand,
  booleanNor,
  booleanNot,
  booleanOr,
  booleanXnor,
  booleanXor,
];
