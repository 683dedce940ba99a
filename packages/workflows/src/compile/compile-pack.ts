import { DEFAULT_WORKFLOW_CHOICES, type WorkflowChoices } from '../choices.ts';
import type { Connector } from '../connectors/connector.ts';
import type { KernelFunction } from '../kernel/kernel-function.ts';
import { KERNEL_FUNCTIONS } from '../kernel/registry.ts';
import type { Pack, PackCard, PackFlow, PackProblem, PackScope } from '../pack/pack.ts';
import { compileScope, type ScopePlace, type SeenCard } from './compile-scope.ts';
import type { CompiledScope } from './compiled-scope.ts';
import { findProblems } from './find-problems.ts';
import type { Implementations } from './find-work.ts';
import type { Bindings, CompiledFlow, FlowParameter, Program } from './program.ts';
import { calledFlowIds, tableIds } from './references.ts';

/** What the cards of a pack can do here, and what stands in for the ids it was made with. */
export interface CompileOptions {
  readonly connectors: Iterable<Connector>;
  /** Default: all built-in functions. */
  readonly kernel?: ReadonlyMap<string, KernelFunction>;
  readonly bindings?: Bindings;
  readonly choices?: Partial<WorkflowChoices>;
}

/**
 * Makes the flows of a pack ready to run. Never fails for what a pack lacks: a card nobody has implemented fails when it is reached, and
 * the report tells of it. Throws a TypeError for a pack whose structure was not checked.
 */
export function compilePack(pack: Pack, options: CompileOptions): Program {
  const { bindings = {}, kernel = KERNEL_FUNCTIONS } = options;
  const connectors = new Map([...options.connectors].map((connector) => [connector.name, connector]));
  const compiler = new PackCompiler(pack, { kernel, connectors }, bindings);
  const flows = new Map<string, CompiledFlow>();
  for (const flow of pack.flows.values()) flows.set(flow.id, compiler.compile(flow));
  return {
    pack,
    flows,
    blocks: compiler.blocks,
    choices: { ...DEFAULT_WORKFLOW_CHOICES, ...options.choices },
    report: {
      problems: compiler.problems,
      counts: {
        flows: flows.size,
        scopes: flows.size + compiler.blocks.size,
        cards: compiler.cards,
        implemented: compiler.implemented,
      },
    },
  };
}

class PackCompiler {
  readonly blocks = new Map<PackScope, CompiledScope>();
  readonly problems: PackProblem[] = [];
  cards = 0;
  implemented = 0;
  readonly #pack: Pack;
  readonly #implementations: Implementations;
  readonly #bindings: Bindings;

  constructor(pack: Pack, implementations: Implementations, bindings: Bindings) {
    this.#pack = pack;
    this.#implementations = implementations;
    this.#bindings = bindings;
  }

  compile(flow: PackFlow): CompiledFlow {
    const top = { flowId: flow.id, flowName: flow.name, block: '' };
    const { scope, cards } = this.#scope(flow.scope, top);
    const seen = [...cards];
    const blocks = cards.flatMap(({ source }) => blocksOf(source, top.block));
    for (let at = 0; at < blocks.length; at++) {
      const { block, path } = blocks[at] as InnerBlock;
      const inner = this.#scope(block, { ...top, block: path });
      this.blocks.set(block, inner.scope);
      seen.push(...inner.cards);
      blocks.push(...inner.cards.flatMap(({ source }) => blocksOf(source, path)));
    }
    return {
      id: flow.id,
      name: flow.name,
      kind: flow.kind,
      parameters: parametersOf(cards[0]?.source),
      results: [...new Set(cards.flatMap(({ source }) => resultsOf(source)))],
      calls: [...new Set(seen.flatMap(({ source }) => calledFlowIds(source)))],
      connections: connectionsOf(seen),
      tables: [...new Set(seen.flatMap(({ source }) => tableIds(source)))],
      cardCount: seen.filter(({ compiled }) => doesSomething(compiled)).length,
      scope,
    };
  }

  #scope(scope: PackScope, place: ScopePlace): { scope: CompiledScope; cards: readonly SeenCard[] } {
    const { compiled, cards } = compileScope(scope, place, this.#implementations, this.#bindings);
    this.cards += cards.length;
    for (const card of cards) {
      if (card.missing === null) this.implemented++;
      this.problems.push(...findProblems(card, place, this.#pack));
    }
    return { scope: compiled, cards };
  }
}

interface InnerBlock {
  readonly block: PackScope;
  readonly path: string;
}

/** Blocks inside a card with their names: `try` and `catch`, the group of a condition, `each`. */
function blocksOf(card: PackCard, around: string): readonly InnerBlock[] {
  const prefix = `${around === '' ? '' : `${around}/`}${card.id}`;
  const blocks = card.inputs.flatMap(({ block, group }): InnerBlock[] =>
    block === null ? [] : [{ block, path: `${prefix}/${group ?? nameOfBody(card)}` }],
  );
  const { then } = card.errorPolicy;
  return then.type === 'handler' ? [...blocks, { block: then.block, path: `${prefix}/catch` }] : blocks;
}

function nameOfBody({ kind }: PackCard): string {
  return kind.type === 'kernel' && kind.name === 'control:tryCatch' ? 'try' : 'each';
}

function parametersOf(start: PackCard | undefined): readonly FlowParameter[] {
  if (start === undefined) return [];
  return start.outputs
    .filter(({ group }) => group !== 'context')
    .map(({ group, key, type, isList }) => ({ group: group ?? '', key, type, isList }));
}

function resultsOf({ kind, inputs }: PackCard): readonly string[] {
  if (kind.type !== 'kernel' || kind.name !== 'control:return') return [];
  return inputs.filter(({ isOption }) => !isOption).map(({ key }) => key);
}

function connectionsOf(cards: readonly SeenCard[]): CompiledFlow['connections'] {
  const found = new Map<string, { connector: string; connectionId: string | null }>();
  for (const { source, connector } of cards) {
    if (source.kind.type !== 'connector' || connector?.connections.length === 0) continue;
    const { connectionId } = source;
    found.set(`${source.kind.connector} ${connectionId}`, { connector: source.kind.connector, connectionId });
  }
  return [...found.values()];
}

function doesSomething({ work }: SeenCard['compiled']): boolean {
  return work.type !== 'interpreter' || work.card.isSilent !== true;
}
