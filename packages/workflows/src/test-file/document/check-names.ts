import { WORKFLOW_SWITCHES } from '../../choices.ts';
import { nearestNames } from '../../kernel/nearest-names.ts';
import type { Pack, PackFlow } from '../../pack/pack.ts';
import { type Path, pathText } from './positions.ts';
import type { TestFile } from './read-test-file.ts';
import { TestFileError, type TestFileProblem } from './test-file-error.ts';

/** Holds the names in a test file against its pack. Throws TestFileError with every one that does not fit. */
export function checkNames(pack: Pack, file: TestFile): void {
  const problems = [...new NameCheck(pack, file).all()];
  if (problems.length > 0) throw new TestFileError(file.label, problems);
}

/** The flow of a name or an id; several where flows share a name. */
export function flowsNamed(pack: Pack, name: string): readonly PackFlow[] {
  const byId = pack.flows.get(name);
  return byId === undefined ? [...pack.flows.values()].filter((flow) => flow.name === name) : [byId];
}

class NameCheck {
  readonly #pack: Pack;
  readonly #file: TestFile;

  constructor(pack: Pack, file: TestFile) {
    this.#pack = pack;
    this.#file = file;
  }

  *all(): Iterable<TestFileProblem> {
    const { document } = this.#file;
    yield* this.#surroundings(document, []);
    const names = new Set<string>();
    for (const [index, one] of document.cases.entries()) {
      const path = ['cases', index];
      yield* this.#surroundings(one, path);
      yield* this.#flow(one.flow, [...path, 'flow']);
      if (names.has(one.name)) yield this.#problem([...path, 'name'], `two cases are called "${one.name}"`);
      names.add(one.name);
      const expect = [...path, 'expect'];
      yield* this.#tables(one.expect?.tables, [...expect, 'tables']);
      yield* this.#connections(one.expect?.orgs, [...expect, 'orgs']);
      for (const [place, started] of (one.expect?.started ?? []).entries()) {
        yield* this.#flow(typeof started === 'string' ? started : started.flow, [...expect, 'started', place]);
      }
    }
  }

  *#surroundings(
    part: {
      readonly choices?: Readonly<Record<string, string>>;
      readonly tables?: object;
      readonly orgs?: object;
      readonly connections?: object;
    },
    path: Path,
  ): Iterable<TestFileProblem> {
    yield* this.#choices(part.choices ?? {}, [...path, 'choices']);
    yield* this.#tables(part.tables, [...path, 'tables']);
    yield* this.#connections(part.orgs, [...path, 'orgs']);
    yield* this.#connections(part.connections, [...path, 'connections']);
  }

  *#choices(choices: Readonly<Record<string, string>>, path: Path): Iterable<TestFileProblem> {
    for (const [name, answer] of Object.entries(choices)) {
      const entry = Object.entries(WORKFLOW_SWITCHES).find(([known]) => known === name)?.[1];
      if (entry === undefined) {
        yield this.#unknown([...path, name], 'switch', name, Object.keys(WORKFLOW_SWITCHES));
      } else if (!Object.hasOwn(entry.answers, answer)) {
        const answers = Object.keys(entry.answers).join(', ');
        yield this.#problem([...path, name], `"${answer}" is no answer; the answers are ${answers}`);
      }
    }
  }

  *#tables(tables: object = {}, path: Path): Iterable<TestFileProblem> {
    const known = [...this.#pack.tables.values()];
    for (const [name, rows] of Object.entries(tables)) {
      const found = known.filter((table) => table.name === name || table.id === name);
      if (found.length > 1) yield this.#several([...path, name], 'tables', name, found);
      const [table] = found;
      if (table === undefined) {
        yield this.#unknown(
          [...path, name],
          'table',
          name,
          known.map((one) => one.name),
        );
      } else if (Array.isArray(rows)) {
        const columns = table.columns.map((column) => column.name);
        yield* this.#columns(rows, columns, [...path, name]);
      }
    }
  }

  *#columns(rows: readonly unknown[], columns: readonly string[], path: Path): Iterable<TestFileProblem> {
    for (const [index, row] of rows.entries()) {
      for (const key of Object.keys(typeof row === 'object' && row !== null ? row : {})) {
        if (columns.includes(key) || key.startsWith('$')) continue;
        yield this.#unknown([...path, index, key], 'column', key, columns);
      }
    }
  }

  *#connections(named: object = {}, path: Path): Iterable<TestFileProblem> {
    const connectors = [...this.#pack.flows.values()].flatMap(({ scope }) =>
      scope.cards.flatMap(({ kind }) => (kind.type === 'connector' ? [kind.connector] : [])),
    );
    const known = new Set([
      ...[...this.#pack.connections.values()].flatMap(({ name, connector }) => [name, connector]),
      ...connectors,
      'okta',
    ]);
    for (const name of Object.keys(named)) {
      if (!known.has(name)) yield this.#unknown([...path, name], 'connection', name, [...known]);
    }
  }

  *#flow(name: string, path: Path): Iterable<TestFileProblem> {
    const found = flowsNamed(this.#pack, name);
    if (found.length > 1) yield this.#several(path, 'flows', name, found);
    if (found.length > 0) return;
    yield this.#unknown(
      path,
      'flow',
      name,
      [...this.#pack.flows.values()].map((flow) => flow.name),
    );
  }

  #several(path: Path, kind: string, name: string, found: readonly { readonly id: string }[]): TestFileProblem {
    const ids = found.map(({ id }) => id).join(', ');
    return this.#problem(path, `${found.length} ${kind} are called "${name}"; write one of the ids ${ids}`);
  }

  #unknown(path: Path, kind: string, name: string, known: readonly string[]): TestFileProblem {
    const near = nearestNames(name, known);
    const remedy =
      near.length > 0
        ? `did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
        : `there ${known.length === 0 ? 'is none' : `are ${known.slice(0, 20).join(', ')}`}`;
    return this.#problem(path, `there is no ${kind} "${name}"; ${remedy}`);
  }

  #problem(path: Path, message: string): TestFileProblem {
    return { ...this.#file.position(path), at: pathText(path), message };
  }
}
