import type { WorkflowChoices } from '../choices.ts';
import { compilePack } from '../compile/compile-pack.ts';
import type { Bindings, Program } from '../compile/program.ts';
import type { Connector } from '../connectors/connector.ts';
import { CONNECTORS } from '../connectors/registry.ts';
import type { Pack, PackFlow } from '../pack/pack.ts';
import type { StartInput } from '../run/ports.ts';
import { toJson } from '../values/encode.ts';
import { checkCase } from './check-case.ts';
import { CoverageCounter } from './coverage.ts';
import { checkNames, flowsNamed } from './document/check-names.ts';
import { pathText } from './document/positions.ts';
import { readBindings } from './document/read-bindings.ts';
import type { TestFile } from './document/read-test-file.ts';
import type { TestCase } from './document/test-document.ts';
import { TestFileError } from './document/test-file-error.ts';
import { requestLine } from './door/sent-request.ts';
import type { CaseReport, TestReport } from './report.ts';
import { type RanCase, runCase } from './run-case.ts';
import { buildScene } from './scene/build-scene.ts';
import { type FileTexts, textOf } from './scene/file-texts.ts';
import { startInput } from './start-input.ts';

export interface RunTestsOptions {
  /** Texts of the files that the test file names (`referencedFiles`). */
  readonly files?: FileTexts;
  /** Only cases of this flow, by its name or id, which one flow has. */
  readonly flow?: string;
  /** Default: those of the product. */
  readonly connectors?: readonly Connector[];
  readonly onCase?: (report: CaseReport) => void;
}

/**
 * Runs the cases of a test file against its pack: every effect in memory, chance from a seed, a clock that jumps over waits. Throws
 * TestFileError when the file does not fit the pack, TypeError when `flow` is none of its flows; what a flow does wrong is in the report.
 */
export async function runTests(pack: Pack, file: TestFile, options: RunTestsOptions = {}): Promise<TestReport> {
  checkNames(pack, file);
  const runner = new TestRunner(pack, file, options);
  const chosen = options.flow === undefined ? null : chosenFlow(pack, options.flow);
  const cases: CaseReport[] = [];
  for (const [index, { flow }] of file.document.cases.entries()) {
    const [found] = flowsNamed(pack, flow);
    if (found === undefined || (chosen !== null && chosen !== found.id)) continue;
    const report = await runner.run(index, found.id);
    options.onCase?.(report);
    cases.push(report);
  }
  const passed = cases.filter((one) => one.passed).length;
  return {
    name: file.document.name ?? file.label,
    passed,
    failed: cases.length - passed,
    cases,
    coverage: runner.coverage.report(runner.program, chosen),
  };
}

function chosenFlow(pack: Pack, name: string): string {
  const [flow, ...others] = flowsNamed(pack, name);
  if (flow === undefined || others.length > 0) throw new TypeError(`"${name}" is not the name or id of one flow`);
  return flow.id;
}

class TestRunner {
  readonly program: Program;
  readonly coverage = new CoverageCounter();
  readonly #file: TestFile;
  readonly #files: FileTexts;
  readonly #connectors: readonly Connector[];
  readonly #bindings: Bindings;

  constructor(pack: Pack, file: TestFile, { files = new Map(), connectors = CONNECTORS }: RunTestsOptions) {
    this.#file = file;
    this.#files = files;
    this.#connectors = connectors;
    this.#bindings = bindingsOf(file, files);
    const choices = toChoices(file.document.choices);
    // Connections keep the ids of the pack, by which tests know them.
    const { connections: _, ...bindings } = this.#bindings;
    this.program = compilePack(pack, { connectors, bindings, choices });
  }

  async run(index: number, flowId: string): Promise<CaseReport> {
    const { program } = this;
    const { pack } = program;
    const one = this.#file.document.cases[index];
    const flow = pack.flows.get(flowId);
    if (one === undefined || flow === undefined) throw new TypeError('The case or its flow is not there');
    const hosts = this.#bindings.hosts ?? {};
    const scene = buildScene({ pack, file: this.#file, index, files: this.#files, hosts });
    const ran = await runCase({
      program,
      flowId,
      input: this.#input(index, one, flow),
      choices: toChoices(one.choices),
      scene,
      watch: () => this.coverage.watch(),
    });
    const problems = checkCase(pack, this.#file, index, ran, scene);
    return {
      name: one.name,
      flow: flow.name,
      line: this.#file.position(['cases', index]).line,
      passed: problems.length === 0,
      problems,
      outcome: shownOutcome(ran),
      calls: scene.door.sent.map(requestLine),
      waits: ran.waits,
    };
  }

  #input(index: number, one: TestCase, flow: PackFlow): StartInput {
    try {
      return startInput(one, flow, this.#connectors);
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      const path = ['cases', index, 'events'];
      const problem = { ...this.#file.position(path), at: pathText(path), message: cause.message };
      throw new TestFileError(this.#file.label, [problem], { cause });
    }
  }
}

function shownOutcome({ main: { outcome } }: RanCase): CaseReport['outcome'] {
  const value = outcome.status === 'failed' ? outcome.error : outcome.result;
  return { status: outcome.status, value: toJson(value) };
}

function bindingsOf(file: TestFile, files: FileTexts): Bindings {
  const { bindings = {} } = file.document;
  if (typeof bindings !== 'string') return bindings;
  try {
    return readBindings(textOf(files, bindings));
  } catch (cause) {
    const message = `${bindings}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new TestFileError(file.label, [{ ...file.position(['bindings']), at: 'bindings', message }], { cause });
  }
}

/** Their names and answers were checked with the others. */
function toChoices(choices: Readonly<Record<string, string>> = {}): Partial<WorkflowChoices> {
  return choices as Partial<WorkflowChoices>;
}
