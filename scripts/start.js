// `npm start`: from a fresh clone to a running server. Installs and compiles what is not up to date, then runs
// `headwater start` with the arguments given after `--`.

import { prepare, runCommand } from './prepare.js';

prepare();
await runCommand(['start', ...process.argv.slice(2)]);
