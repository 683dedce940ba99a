import { BOOLEAN_FUNCTIONS } from '../../../src/kernel/boolean/index.ts';
import { testExamples } from '../examples.ts';

testExamples(BOOLEAN_FUNCTIONS);
