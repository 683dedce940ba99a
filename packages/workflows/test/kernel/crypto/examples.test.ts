import { CRYPTO_FUNCTIONS } from '../../../src/kernel/crypto/index.ts';
import { testExamples } from '../examples.ts';

testExamples(CRYPTO_FUNCTIONS);
