// What must be true before anything of this repository can run: a Node that is new enough, the packages of the lock file,
// compiled sources. Shared by `npm start`, `npm test` and the `headwater` command of a plain clone; needs nothing installed.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '..', '..');

const MINIMUM_NODE = [20, 19];

/** Ends the process with a sentence that helps when this Node cannot run the code. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(
    `Headwater needs Node.js ${wantedMajor}.${wantedMinor} or newer and this is ${process.versions.node}. ` +
      'Install a current version from https://nodejs.org (24 is recommended), then try again.',
  );
}

/**
 * Whether an installed package differs from the lock file. Versions are compared rather than file times, which a checkout or a
 * copy changes. Packages for other platforms may be missing.
 */
export function isInstallNeeded() {
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  const locked = readJson(join(root, 'package-lock.json'))?.packages;
  if (locked === undefined) fail('package-lock.json is missing or broken: restore it from the repository.');
  if (installed === undefined) return true;
  return Object.entries(locked).some(([path, wanted]) => {
    if (!path.startsWith('node_modules/') || wanted.link === true) return false;
    const found = installed[path];
    return found === undefined
      ? wanted.optional !== true && wanted.devOptional !== true
      : found.version !== wanted.version;
  });
}

/**
 * `npm ci`, told on stderr. Where that refuses the lock file (versions of npm differ in what they want of it), `npm install` takes the
 * same versions from it without changing it.
 */
export function install() {
  note('Installing packages (once; npm ci) …');
  if (tryRun(...npm('ci', '--no-audit', '--no-fund'))) return;
  note('npm ci failed; trying npm install with the same versions …');
  if (!tryRun(...npm('install', '--no-save', '--no-audit', '--no-fund'))) {
    fail('The packages could not be installed; see the messages above. Is the registry of npm reachable?');
  }
}

/** Whether a source file is newer than what was compiled of its package. */
function isBuildNeeded() {
  const packages = join(root, 'packages');
  return readdirSync(packages).some((name) => {
    const source = join(packages, name, 'src');
    if (!existsSync(join(source, 'tsconfig.json'))) return false;
    const built = timeOfSuccess(join(packages, name, 'dist', '.tsbuildinfo'));
    return built === undefined || newestOf(source) > built;
  });
}

/** `tsc -b` for everything the command needs; with `whole`, for tests and benchmarks too. Gives whether it compiled. */
export function build({ whole = false } = {}) {
  note(whole ? 'Compiling …' : 'Compiling (once; tsc -b) …');
  const project = whole ? [] : [join('packages', 'cli', 'src')];
  return tryRun(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', ...project]);
}

/** Installs and compiles what is not up to date; ends the process when that fails. */
export function prepare() {
  requireNode();
  if (isInstallNeeded()) install();
  if (isBuildNeeded() && !build()) fail('The sources do not compile; see the messages above.');
}

/** Runs the `headwater` command in this process, so that signals and exit codes are its own. */
export async function runCommand(args) {
  const main = join(root, 'packages', 'cli', 'dist', 'main.js');
  if (!existsSync(main))
    fail(`${main} is missing although the sources are compiled: remove packages/cli/dist and try again.`);
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}

/** Runs a program in the repository, its output on stderr; gives whether it succeeded. */
export function tryRun(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (result.error !== undefined) note(`${basename(program)} could not be started: ${result.error.message}`);
  return result.status === 0;
}

/** A line for people. */
export function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  note(text);
  process.exit(1);
}

/** The npm that runs this script, or the one on the path. */
function npm(...args) {
  const own = process.env.npm_execpath;
  if (own !== undefined && basename(own) === 'npm-cli.js') return [process.execPath, [own, ...args]];
  return ['npm', args, { shell: process.platform === 'win32' }];
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** When the compiler last finished a package; undefined when never, or with errors, of which it keeps account in the same file. */
function timeOfSuccess(buildInfo) {
  const time = timeOf(buildInfo);
  if (time === undefined || /"(?:semanticDiagnosticsPerFile|errors)":/.test(readFileSync(buildInfo, 'utf8')))
    return undefined;
  return time;
}

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function newestOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    /\.(?:ts|json)$/.test(entry.name),
  );
  return Math.max(0, ...files.map((entry) => timeOf(join(entry.parentPath ?? entry.path, entry.name)) ?? 0));
}
