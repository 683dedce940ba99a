import type { KernelFunction } from '../kernel-function.ts';
import { csvDecode } from './decode.ts';
import { csvEncode } from './encode.ts';

/** The cards `csv:…`. */
export const CSV_FUNCTIONS: readonly KernelFunction[] = [csvDecode, csvEncode];
