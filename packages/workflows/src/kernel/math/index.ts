import type { KernelFunction } from '../kernel-function.ts';
import { mathAbs } from './abs.ts';
import { mathAdd } from './add.ts';
import { mathCeil } from './ceil.ts';
import { mathDivide } from './divide.ts';
import { mathExp } from './exp.ts';
import { mathExpression } from './expression.ts';
import { mathFactorial } from './factorial.ts';
import { mathFloor } from './floor.ts';
import { mathIncrement } from './increment.ts';
import { mathLarger } from './larger.ts';
import { mathLog } from './log.ts';
import { mathMod } from './mod.ts';
import { mathMultiply } from './multiply.ts';
import { mathPercentage } from './percentage.ts';
import { mathPower } from './power.ts';
import { mathRandom } from './random.ts';
import { mathRound } from './round.ts';
import { mathSign } from './sign.ts';
import { mathSmaller } from './smaller.ts';
import { mathSqrt } from './sqrt.ts';
import { mathSubtract } from './subtract.ts';
import { mathToFixed } from './to-fixed.ts';

/** The cards `math:…`. */
export const MATH_FUNCTIONS: readonly KernelFunction[] = [
  mathAbs,
  mathAdd,
  mathCeil,
  mathDivide,
  mathExp,
  mathExpression,
  mathFactorial,
  mathFloor,
  mathIncrement,
  mathLarger,
  mathLog,
  mathMod,
  mathMultiply,
  mathPercentage,
  mathPower,
  mathRandom,
  mathRound,
  mathSign,
  mathSmaller,
  mathSqrt,
  mathSubtract,
  mathToFixed,
];
