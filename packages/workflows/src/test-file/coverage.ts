import type { CompiledCard, CompiledScope } from '../compile/compiled-scope.ts';
import type { Program } from '../compile/program.ts';
import type { JournalEntry } from '../run/journal.ts';

/** A card of a flow, and how often tests ran it. */
export interface CoveredCard {
  readonly id: string;
  readonly title: string;
  /** `list:at`, `okta readUser`. */
  readonly name: string;
  /** Which block of the flow: `''` for the flow itself. */
  readonly block: string;
  readonly count: number;
}

export interface FlowCoverage {
  readonly id: string;
  readonly name: string;
  /** Cards that do something, blocks included. */
  readonly cards: number;
  readonly executed: number;
  /** All of them, in the order of the compiler. */
  readonly details: readonly CoveredCard[];
}

export interface Coverage {
  readonly cards: number;
  readonly executed: number;
  /** Of all cards, rounded down to a tenth; 100 for none. */
  readonly percent: number;
  readonly flows: readonly FlowCoverage[];
}

/** Counts how often cards run. */
export class CoverageCounter {
  readonly #counts = new Map<string, number>();

  /** A journal of one execution that counts its cards and keeps nothing. */
  watch(): (entry: JournalEntry) => void {
    const frames = new Map<string, string>();
    return (entry) => {
      if (entry.type === 'opened') frames.set(entry.frame, scopeKey(entry.flowId, entry.block));
      if (entry.type === 'closed') frames.delete(entry.frame);
      // A card counts once, however often it was tried again.
      if (entry.type !== 'card' || entry.retried) return;
      const key = cardKey(frames.get(entry.frame) ?? '', entry.card);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    };
  }

  /** What was counted, for every flow of a program; or for one with those it calls, directly or not. */
  report(program: Program, flowId: string | null = null): Coverage {
    const blocks = [...program.blocks.values()];
    const wanted = flowId === null ? null : reachedFrom(program, flowId);
    const chosen = [...program.flows.values()].filter(({ id }) => wanted?.has(id) !== false);
    const flows = chosen.map(({ id, name, scope }): FlowCoverage => {
      const details = [scope, ...blocks.filter(({ flowId }) => flowId === id)].flatMap((one) => this.#cardsOf(one));
      return { id, name, cards: details.length, executed: details.filter(({ count }) => count > 0).length, details };
    });
    const cards = flows.reduce((sum, flow) => sum + flow.cards, 0);
    const executed = flows.reduce((sum, flow) => sum + flow.executed, 0);
    return { cards, executed, percent: percentOf(executed, cards), flows };
  }

  #cardsOf(scope: CompiledScope): readonly CoveredCard[] {
    return scope.cards.filter(doesSomething).map(({ id, title, name }) => ({
      id,
      title,
      name,
      block: scope.block,
      count: this.#counts.get(cardKey(scopeKey(scope.flowId, scope.block), id)) ?? 0,
    }));
  }
}

function reachedFrom(program: Program, flowId: string): ReadonlySet<string> {
  const reached = new Set([flowId]);
  for (const id of reached) for (const called of program.flows.get(id)?.calls ?? []) reached.add(called);
  return reached;
}

/** Rounded down to a tenth, so that 100 means all. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 1000) / 10;
}

/** Cards that are only the shape of a flow leave no entry. */
function doesSomething({ work }: CompiledCard): boolean {
  return work.type !== 'interpreter' || work.card.isSilent !== true;
}

function scopeKey(flowId: string, block: string): string {
  return `${flowId} ${block}`;
}

function cardKey(scope: string, card: string): string {
  return `${scope} ${card}`;
}
