import { LIST_FUNCTIONS } from '../../../src/kernel/list/index.ts';
import { testExamples } from '../examples.ts';

testExamples(LIST_FUNCTIONS);
