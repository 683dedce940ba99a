// Which code may know which: the rules below keep the house in storeys, so that a reader of a lower one never has to look up,
// the pure packages run anywhere, and the database, the queue and the web framework can each be changed in one place.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { note, root } from './prepare.js';

/** Storeys from the ground; a package imports packages of lower storeys only. */
const STOREYS = [['expression', 'protocol'], ['client', 'conformance'], ['workflows'], ['server'], ['cli', 'testing']];

/** Packages without I/O, and what of Node they may use all the same: computing only. */
const PURE = { expression: [], protocol: [], workflows: ['node:crypto', 'node:vm'] };

/** Libraries that only one place may know, as the start of a file's path. */
const KEPT = {
  pg: 'packages/server/',
  'pg-copy-streams': 'packages/server/',
  'sql-template-tag': 'packages/server/',
  'graphile-worker': 'packages/server/src/jobs/',
};

/** Rooms of the server that its HTTP part may know by value: who calls, and whose org it is. Types of others are erased. */
const KNOWN_TO_HTTP = ['http', 'access', 'orgs', 'rate-limits', 'database', 'json'];

/** Files of a room that speak HTTP, by their names. */
const SPEAKS_HTTP = /\/(?:(?:[\w-]+-)?routes(?:\.ts|\/)|send-[\w-]+\.ts$|[\w-]+-request\.ts$)/;

const RULES = [packageOrder, insideOfPackages, pureCode, keptLibraries, httpKnowsNoRoom, domainKnowsNoHttp];

const problems = sourceFiles().flatMap((file) =>
  importsOf(file).flatMap((found) => RULES.flatMap((rule) => rule(file, found) ?? [])),
);
for (const problem of problems) note(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function packageOrder(file, { specifier, line }) {
  const target = /^@headwater\/([^/]+)/.exec(specifier)?.[1];
  const own = packageOf(file);
  if (target === undefined || own === undefined || target === own) return undefined;
  if (allowedFor(own).includes(target)) return undefined;
  return `${file}:${line} imports @headwater/${target}: ${own} may know ${allowedFor(own).join(', ') || 'no other package'}`;
}

function allowedFor(name) {
  const storey = STOREYS.findIndex((names) => names.includes(name));
  return STOREYS.slice(0, Math.max(storey, 0)).flat();
}

function insideOfPackages(file, { specifier, line }) {
  const path = /^@headwater\/([^/]+)\/(.+)$/.exec(specifier);
  if (path !== null) {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', path[1], 'package.json'), 'utf8'));
    if (`./${path[2]}` in (manifest.exports ?? {})) return undefined;
    return `${file}:${line} imports ${specifier}, which @headwater/${path[1]} does not export`;
  }
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(file), specifier);
  const home = file
    .split('/')
    .slice(0, file.startsWith('packages/') ? 2 : 1)
    .join('/');
  if (target.startsWith(`${home}/`) || home === file.split('/')[0]) return undefined;
  return `${file}:${line} reaches into ${target}: import the package by its name`;
}

function pureCode(file, { specifier, line }) {
  const allowed = Object.entries(PURE).find(([name]) => file.startsWith(`packages/${name}/src/`))?.[1];
  if (allowed === undefined || !specifier.startsWith('node:') || allowed.includes(specifier)) return undefined;
  return `${file}:${line} imports ${specifier}: ${packageOf(file)} is pure and runs without Node`;
}

function keptLibraries(file, { specifier, line }) {
  const place = KEPT[specifier];
  // Tests may look at what the place they test has written.
  if (place === undefined || file.startsWith(place) || file.startsWith('packages/server/test/')) return undefined;
  return file.startsWith('packages/')
    ? `${file}:${line} imports ${specifier}, which only ${place} may know`
    : undefined;
}

function httpKnowsNoRoom(file, { specifier, line, typeOnly }) {
  if (!file.startsWith('packages/server/src/http/') || typeOnly || !specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(file), specifier).split('/');
  const room = target[3];
  if (target.length < 5 || room === undefined || KNOWN_TO_HTTP.includes(room)) return undefined;
  return `${file}:${line} imports the room ${room}: rooms are handed to the HTTP server, it knows none`;
}

function domainKnowsNoHttp(file, { specifier, line }) {
  if (!file.startsWith('packages/server/src/') || !/^@?fastify(?:\/|$)/.test(specifier)) return undefined;
  if (file.startsWith('packages/server/src/http/') || SPEAKS_HTTP.test(file)) return undefined;
  return `${file}:${line} imports ${specifier}: only routes, send-*.ts, *-request.ts and http/ speak HTTP`;
}

function packageOf(file) {
  return file.startsWith('packages/') ? file.split('/')[1] : undefined;
}

function sourceFiles() {
  return ['packages', 'e2e', 'bench'].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) =>
        relative(root, join(entry.parentPath ?? entry.path, entry.name))
          .split(sep)
          .join('/'),
      )
      .filter((file) => !/(?:^|\/)(?:node_modules|dist|\.build)\//.test(file));
  });
}

function importsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [];
  const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  for (const match of text.matchAll(statement)) {
    const line = text.slice(0, match.index + match[0].length).split('\n').length;
    found.push({ specifier: match[2] ?? match[3], typeOnly: match[1] !== undefined, line });
  }
  return found;
}
