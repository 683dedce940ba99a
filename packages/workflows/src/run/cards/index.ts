import type { InterpreterCard } from '../interpreter-card.ts';
import { accept } from './accept.ts';
import { asyncEach } from './async-each.ts';
import { branch } from './branch.ts';
import { callable } from './callable.ts';
import { comment } from './comment.ts';
import { continueIf } from './continue-if.ts';
import { delegated } from './delegated.ts';
import { each } from './each.ts';
import { expand } from './expand.ts';
import { exportFlow } from './export-flow.ts';
import { filter } from './filter.ts';
import { find } from './find.ts';
import { ifElse } from './if.ts';
import { join } from './join.ts';
import { map } from './map.ts';
import { noop } from './noop.ts';
import { objectEach } from './object-each.ts';
import { objectMap } from './object-map.ts';
import { objectProcess } from './object-process.ts';
import { rawRequest } from './raw-request.ts';
import { reduce } from './reduce.ts';
import { returnCard } from './return.ts';
import { returnRaw } from './return-raw.ts';
import { runFlow } from './run.ts';
import { sort } from './sort.ts';
import { spawn } from './spawn.ts';
import { throwCard } from './throw.ts';
import { throwIf } from './throw-if.ts';
import { times } from './times.ts';
import { tryCatch } from './try-catch.ts';
import { unique } from './unique.ts';
import { until } from './until.ts';
import { wait } from './wait.ts';

/** Cards that steer, wait or call flows, by name. */
export const INTERPRETER_CARDS: ReadonlyMap<string, InterpreterCard> = new Map(
  [
    callable,
    accept,
    delegated,
    noop,
    comment,
    expand,
    ifElse,
    join,
    branch,
    tryCatch,
    returnCard,
    returnRaw,
    continueIf,
    throwCard,
    throwIf,
    spawn,
    runFlow,
    times,
    wait,
    until,
    each,
    asyncEach,
    map,
    filter,
    find,
    reduce,
    sort,
    unique,
    objectEach,
    objectMap,
    objectProcess,
    rawRequest,
    exportFlow,
  ].map((card) => [card.name, card]),
);
