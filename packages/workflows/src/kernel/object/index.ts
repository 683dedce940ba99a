import type { KernelFunction } from '../kernel-function.ts';
import { objectClearEmpty } from './clear-empty.ts';
import { objectCollapse } from './collapse.ts';
import { objectConstruct } from './construct.ts';
import { objectFilter } from './filter.ts';
import { objectGet } from './get.ts';
import { objectKeys } from './keys.ts';
import { objectMerge } from './merge.ts';
import { objectMove } from './move.ts';
import { objectPick } from './pick.ts';
import { objectSet } from './set.ts';
import { objectSize } from './size.ts';
import { objectSplit } from './split.ts';
import { objectUnset } from './unset.ts';
import { objectUnzip } from './unzip.ts';
import { objectValues } from './values.ts';
import { objectZip } from './zip.ts';

/** Cards of objects that compute; those that call flows are the interpreter's own. */
export const OBJECT_FUNCTIONS: readonly KernelFunction[] = [
  objectClearEmpty,
  objectCollapse,
  objectConstruct,
  objectFilter,
  objectGet,
  objectKeys,
  objectMerge,
  objectMove,
  objectPick,
  objectSet,
  objectSize,
  objectSplit,
  objectUnset,
  objectUnzip,
  objectValues,
  objectZip,
];
