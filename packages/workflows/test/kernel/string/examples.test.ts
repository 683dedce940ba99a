import { STRING_FUNCTIONS } from '../../../src/kernel/string/index.ts';
import { testExamples } from '../examples.ts';

testExamples(STRING_FUNCTIONS);
