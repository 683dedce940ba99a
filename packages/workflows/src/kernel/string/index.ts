import type { KernelFunction } from '../kernel-function.ts';
import { stringAt } from './at.ts';
import { stringBase64 } from './base64.ts';
import { stringBase64Decode } from './base64-decode.ts';
import { stringCompose } from './compose.ts';
import { stringConcat } from './concat.ts';
import { stringEmail } from './email.ts';
import { stringFind } from './find.ts';
import { stringLastIndexOf } from './last-index-of.ts';
import { stringLength } from './length.ts';
import { stringMatch } from './match.ts';
import { stringRandom } from './random.ts';
import { stringReplace } from './replace.ts';
import { stringReplaceAny } from './replace-any.ts';
import { stringSplit } from './split.ts';
import { stringSubstr } from './substr.ts';
import { stringToLowerCase } from './to-lower-case.ts';
import { stringToUpperCase } from './to-upper-case.ts';
import { stringTrim } from './trim.ts';
import { stringUuid } from './uuid.ts';

/** The cards `string:…`. */
export const STRING_FUNCTIONS: readonly KernelFunction[] = [
  stringAt,
  stringBase64,
  stringBase64Decode,
  stringCompose,
  stringConcat,
  stringEmail,
  stringFind,
  stringLastIndexOf,
  stringLength,
  stringMatch,
  stringRandom,
  stringReplace,
  stringReplaceAny,
  stringSplit,
  stringSubstr,
  stringToLowerCase,
  stringToUpperCase,
  stringTrim,
  stringUuid,
];
