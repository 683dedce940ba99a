#!/usr/bin/env node
// The `headwater` command of a plain clone (`npx headwater …`): installs and compiles first when that was not done, saying so on
// stderr, so that the output of the command stays its own.

import { prepare, runCommand } from '../scripts/prepare.js';

prepare();
await runCommand(process.argv.slice(2));
