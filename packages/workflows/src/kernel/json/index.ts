import type { KernelFunction } from '../kernel-function.ts';
import { jsonParse } from './parse.ts';
import { jsonStringify } from './stringify.ts';

/** Cards of JSON text. */
export const JSON_FUNCTIONS: readonly KernelFunction[] = [jsonParse, jsonStringify];
