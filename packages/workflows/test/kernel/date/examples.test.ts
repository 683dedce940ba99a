import { DATE_FUNCTIONS } from '../../../src/kernel/date/index.ts';
import { testExamples } from '../examples.ts';

testExamples(DATE_FUNCTIONS);
