import { XML_FUNCTIONS } from '../../../src/kernel/xml/index.ts';
import { testExamples } from '../examples.ts';

testExamples(XML_FUNCTIONS);
