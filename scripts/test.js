// `npm test`: installs, compiles, checks, then runs every test. The last line of the output is always
// `N passed, N failed, N skipped`; a step that fails before the tests, or a test file that cannot be loaded, counts as one failure,
// so that the line never says 0 failed when the exit code is not 0.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, isInstallNeeded, note, requireNode, root, tryRun } from './prepare.js';

requireNode();
if (isInstallNeeded()) install();

const counts = { passed: 0, failed: 0, skipped: 0 };
if (build({ whole: true })) {
  note('Checking …');
  if (!tryRun(process.execPath, [join(root, 'scripts', 'check.js')])) counts.failed += 1;
  runTests();
} else {
  counts.failed += 1;
}

process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-results-'));
  const results = join(folder, 'results.json');
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
    const passed = tryRun(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
      stdio: ['ignore', 1, 2],
    });
    count(readResults(results), passed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(results, passed) {
  if (results !== undefined) {
    counts.passed += results.numPassedTests;
    counts.failed += results.numFailedTests;
    counts.skipped += results.numPendingTests + results.numTodoTests;
    // A file that failed without a failed test could not be loaded.
    counts.failed += results.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length;
  }
  if (!passed && counts.failed === 0) counts.failed += 1;
}

function readResults(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
