import { JSON_FUNCTIONS } from '../../../src/kernel/json/index.ts';
import { testExamples } from '../examples.ts';

testExamples(JSON_FUNCTIONS);
