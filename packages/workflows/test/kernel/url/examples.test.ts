import { URL_FUNCTIONS } from '../../../src/kernel/url/index.ts';
import { testExamples } from '../examples.ts';

testExamples(URL_FUNCTIONS);
