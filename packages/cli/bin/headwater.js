#!/usr/bin/env node
// The `headwater` command of the compiled package.

import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('headwater is not compiled yet: run "npm run build" in the repository, then try again.\n');
  process.exitCode = 1;
}
