import { BOOLEAN_FUNCTIONS } from './boolean/index.ts';
import { CONTROL_FUNCTIONS } from './control/index.ts';
import { CRYPTO_FUNCTIONS } from './crypto/index.ts';
import { CSV_FUNCTIONS } from './csv/index.ts';
import { DATE_FUNCTIONS } from './date/index.ts';
import { JSON_FUNCTIONS } from './json/index.ts';
import { JWT_FUNCTIONS } from './jwt/index.ts';
import type { KernelFunction } from './kernel-function.ts';
import { LIST_FUNCTIONS } from './list/index.ts';
import { MATH_FUNCTIONS } from './math/index.ts';
import { OBJECT_FUNCTIONS } from './object/index.ts';
import { STRING_FUNCTIONS } from './string/index.ts';
import { URL_FUNCTIONS } from './url/index.ts';
import { XML_FUNCTIONS } from './xml/index.ts';

/** Every built-in card that computes, by name (`list:at`). Cards that steer, wait or call flows are the interpreter's own. */
export const KERNEL_FUNCTIONS: ReadonlyMap<string, KernelFunction> = new Map(
  [
    BOOLEAN_FUNCTIONS,
    CONTROL_FUNCTIONS,
    CRYPTO_FUNCTIONS,
    CSV_FUNCTIONS,
    DATE_FUNCTIONS,
    JSON_FUNCTIONS,
    JWT_FUNCTIONS,
    LIST_FUNCTIONS,
    MATH_FUNCTIONS,
    OBJECT_FUNCTIONS,
    STRING_FUNCTIONS,
    URL_FUNCTIONS,
    XML_FUNCTIONS,
  ]
    .flat()
    .map((entry) => [entry.name, entry]),
);
