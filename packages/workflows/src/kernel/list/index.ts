import type { KernelFunction } from '../kernel-function.ts';
import { listAt } from './at.ts';
import { listChunk } from './chunk.ts';
import { listCollapse } from './collapse.ts';
import { listConcat } from './concat.ts';
import { listConstruct } from './construct.ts';
import { listDifference } from './difference.ts';
import { listFilterBy } from './filter-by.ts';
import { listFindBy } from './find-by.ts';
import { listFlatten } from './flatten.ts';
import { listGroupBy } from './group-by.ts';
import { listIncludes } from './includes.ts';
import { listIndexBy } from './index-by.ts';
import { listIntersection } from './intersection.ts';
import { listJoin } from './join.ts';
import { listLength } from './length.ts';
import { listMapObjects } from './map-objects.ts';
import { listMerge } from './merge.ts';
import { listPluck } from './pluck.ts';
import { listPop } from './pop.ts';
import { listPush } from './push.ts';
import { listReverse } from './reverse.ts';
import { listSample } from './sample.ts';
import { listShift } from './shift.ts';
import { listSlice } from './slice.ts';
import { listSortBy } from './sort-by.ts';
import { listSplit } from './split.ts';
import { listStats } from './stats.ts';
import { listSum } from './sum.ts';
import { listSwap } from './swap.ts';
import { listTruncate } from './truncate.ts';
import { listUnion } from './union.ts';
import { listUniqueBy } from './unique-by.ts';
import { listUnshift } from './unshift.ts';
import { listXor } from './xor.ts';
import { listZip } from './zip.ts';

/** Cards of lists that compute; those that call flows are the interpreter's own. */
export const LIST_FUNCTIONS: readonly KernelFunction[] = [
  listAt,
  listChunk,
  listCollapse,
  listConcat,
  listConstruct,
  listDifference,
  listFilterBy,
  listFindBy,
  listFlatten,
  listGroupBy,
  listIncludes,
  listIndexBy,
  listIntersection,
  listJoin,
  listLength,
  listMapObjects,
  listMerge,
  listPluck,
  listPop,
  listPush,
  listReverse,
  listSample,
  listShift,
  listSlice,
  listSortBy,
  listSplit,
  listStats,
  listSum,
  listSwap,
  listTruncate,
  listUnion,
  listUniqueBy,
  listUnshift,
  listXor,
  listZip,
];
