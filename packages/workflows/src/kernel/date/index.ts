import type { KernelFunction } from '../kernel-function.ts';
import { dateAdd } from './add.ts';
import { dateDiff } from './diff.ts';
import { dateEpoch } from './epoch.ts';
import { dateFormat } from './format.ts';
import { dateFromIso } from './from-iso.ts';
import { dateIso } from './iso.ts';
import { dateNow } from './now.ts';
import { dateParse } from './parse.ts';
import { dateSubtract } from './subtract.ts';
import { dateUnix } from './unix.ts';

/** The cards `date:…`. */
export const DATE_FUNCTIONS: readonly KernelFunction[] = [
  dateAdd,
  dateDiff,
  dateEpoch,
  dateFormat,
  dateFromIso,
  dateIso,
  dateNow,
  dateParse,
  dateSubtract,
  dateUnix,
];
