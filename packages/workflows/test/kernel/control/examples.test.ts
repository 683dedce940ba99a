import { CONTROL_FUNCTIONS } from '../../../src/kernel/control/index.ts';
import { testExamples } from '../examples.ts';

testExamples(CONTROL_FUNCTIONS);
