import { JWT_FUNCTIONS } from '../../../src/kernel/jwt/index.ts';
import { testExamples } from '../examples.ts';

testExamples(JWT_FUNCTIONS);
