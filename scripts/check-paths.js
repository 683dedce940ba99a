// What one machine knows must not reach the repository: its folders and the names of its users.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { note, root } from './prepare.js';

/** Folders with one segment, such as /app or /root, are ordinary words of documentation. */
const folders = [root, homedir()].filter((folder) => folder.split(sep).length > 2);

const FINDINGS = [
  ...folders.map((folder) => ({
    pattern: new RegExp(`(?<![\\w.-])${literal(folder)}(?![\\w-])`),
    what: 'a folder of this machine',
  })),
  { pattern: /(?<![\w.-])\/(?:home|Users)\/(?!\.\.\.|…)[a-z][\w-]*\//, what: "a person's folder" },
];

const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (listed.status !== 0) {
  note('There is no git checkout here: leaked paths are not looked for.');
  process.exit(0);
}

const problems = listed.stdout
  .split('\0')
  .filter((name) => name !== '')
  .flatMap(problemsOf);
for (const problem of problems) note(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function problemsOf(name) {
  const text = read(name);
  if (text === undefined || text.includes('\0')) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      FINDINGS.filter(({ pattern }) => pattern.test(line)).map(
        ({ what }) => `${name}:${index + 1} holds ${what}: ${line.trim().slice(0, 120)}`,
      ),
    );
}

/** A listed file may have been removed since. */
function read(name) {
  try {
    return readFileSync(join(root, name), 'utf8');
  } catch {
    return undefined;
  }
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
