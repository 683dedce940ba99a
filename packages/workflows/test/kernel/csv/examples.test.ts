import { CSV_FUNCTIONS } from '../../../src/kernel/csv/index.ts';
import { testExamples } from '../examples.ts';

testExamples(CSV_FUNCTIONS);
