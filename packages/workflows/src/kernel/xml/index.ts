import type { KernelFunction } from '../kernel-function.ts';
import { xmlBuild } from './build.ts';
import { xmlParse } from './parse.ts';

/** The cards `xml:…`. */
export const XML_FUNCTIONS: readonly KernelFunction[] = [xmlBuild, xmlParse];
