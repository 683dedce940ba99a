// `npm ci` must work for everybody. An address in package-lock.json would send others to a registry they may not reach; a package
// that is left out, as npm does with those for other platforms when its registry does not have them, makes `npm ci` refuse the
// whole file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { note, root } from './prepare.js';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

const problems = Object.entries(packages).flatMap(([path, entry]) => [
  ...(/^https?:/.test(entry.resolved ?? '')
    ? [`${path} has a download address: npm needs omit-lockfile-registry-resolved`]
    : []),
  ...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path || 'The project'} needs ${name}, which is not locked: add its entry`),
]);

for (const problem of problems) note(`package-lock.json: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Looks where Node would: beside the package, then in every folder above it. */
function isLocked(path, name) {
  const place = path === '' ? '' : `${path}/`;
  if (`${place}node_modules/${name}` in packages) return true;
  if (path === '') return false;
  const above = path.lastIndexOf('/node_modules/');
  return isLocked(above === -1 ? '' : path.slice(0, above), name);
}
