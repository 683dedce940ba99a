// Everything about the code that needs no running: format and lint, direction of imports, dead code, lock file, leaked paths.
// Runs all checks, even after one failed, so that one run shows all there is to do.

import { join } from 'node:path';
import { note, root, tryRun } from './prepare.js';

const modules = join(root, 'node_modules');

const CHECKS = [
  [
    'format and lint',
    join(modules, '@biomejs', 'biome', 'bin', 'biome'),
    'ci',
    '--no-errors-on-unmatched',
    '--colors=off',
  ],
  ['imports', join(root, 'scripts', 'check-imports.js')],
  ['dead code', join(modules, 'knip', 'bin', 'knip.js'), '--no-progress'],
  ['lock file', join(root, 'scripts', 'check-lock.js')],
  ['leaked paths', join(root, 'scripts', 'check-paths.js')],
];

const failed = CHECKS.filter(([name, script, ...args]) => {
  const passed = tryRun(process.execPath, [script, ...args]);
  note(`${passed ? 'ok    ' : 'FAILED'} ${name}`);
  return !passed;
});

process.exitCode = failed.length === 0 ? 0 : 1;
