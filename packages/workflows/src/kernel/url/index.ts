import type { KernelFunction } from '../kernel-function.ts';
import { urlDecode } from './decode.ts';
import { urlDecodeComponent } from './decode-component.ts';
import { urlEncode } from './encode.ts';
import { urlEncodeComponent } from './encode-component.ts';
import { urlFormat } from './format.ts';
import { urlParse } from './parse.ts';

/** The cards `url:…`. */
export const URL_FUNCTIONS: readonly KernelFunction[] = [
  urlDecode,
  urlDecodeComponent,
  urlEncode,
  urlEncodeComponent,
  urlFormat,
  urlParse,
];
