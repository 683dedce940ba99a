import { OBJECT_FUNCTIONS } from '../../../src/kernel/object/index.ts';
import { testExamples } from '../examples.ts';

testExamples(OBJECT_FUNCTIONS);
