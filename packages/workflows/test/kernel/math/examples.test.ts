import { MATH_FUNCTIONS } from '../../../src/kernel/math/index.ts';
import { testExamples } from '../examples.ts';

testExamples(MATH_FUNCTIONS);
