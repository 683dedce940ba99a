import { setTimeout as delay } from 'node:timers/promises';
import type { Flow, FlowExecution, FlowJournalEntry } from '@headwater/protocol';
import type { Terminal } from '../../../terminal.ts';
import { loadTitles, type Titles } from './card-titles.ts';
import { isOver } from './execution-lines.ts';
import type { FlowsOrg } from './flows-org.ts';
import { durationOf } from './history-tree.ts';
import { errorMessage, type Frame, fields, readFrame } from './journal.ts';

/** Milliseconds between two looks: quick at first, for most flows end soon. */
const SHORTEST = 100;
const LONGEST = 2_000;
/** A flow of many cards tells a line for so many of them. */
const LINES_EACH = 200;

interface Watch {
  readonly flow: Flow;
  readonly execution: FlowExecution;
  readonly terminal: Terminal;
  readonly quiet: boolean;
}

/** Follows an execution to its end, and tells the cards that ran. */
export async function watchExecution(
  org: FlowsOrg,
  { flow, execution, terminal, quiet }: Watch,
): Promise<FlowExecution> {
  const titles = quiet ? null : await loadTitles(org, flow.packId, execution.packVersion);
  const teller = titles === null ? null : new CardTeller(titles, flow.packFlowId, terminal);
  const onSignal = () => {
    terminal.status('');
    if (!quiet) terminal.tell(`It goes on in the org. See: headwater flows history ${execution.id}`);
    process.exit(130);
  };
  process.once('SIGINT', onSignal);
  try {
    return await follow(org, { flow, execution, terminal, quiet }, teller);
  } finally {
    process.off('SIGINT', onSignal);
  }
}

async function follow(
  org: FlowsOrg,
  { execution, terminal, quiet }: Watch,
  teller: CardTeller | null,
): Promise<FlowExecution> {
  let after: number | undefined;
  for (let pause = SHORTEST; ; pause = Math.min(pause * 1.5, LONGEST)) {
    const now = await org.get<FlowExecution>(`flow-executions/${execution.id}`);
    if (teller !== null) {
      const entries = await org.list<FlowJournalEntry>(`flow-executions/${execution.id}/journal`, {
        after,
        limit: 1000,
      });
      after = entries.at(-1)?.position ?? after;
      teller.tell(entries);
    }
    if (isOver(now)) {
      terminal.status('');
      return now;
    }
    if (!quiet && terminal.interactive) terminal.status(statusLine(now));
    await delay(pause);
  }
}

function statusLine({ status, cards, wake }: FlowExecution): string {
  if (wake !== null) return `sleeps until ${wake}, ${cards} cards ran …`;
  return `${status}, ${cards} cards ran …`;
}

/** Tells a line for each card: all of the first, then one for many, so that long work is seen and does not flood. */
class CardTeller {
  readonly #frames = new Map<string, Frame & { readonly depth: number }>();
  readonly #titles: Titles;
  readonly #flowId: string;
  readonly #terminal: Terminal;
  #count = 0;

  constructor(titles: Titles, flowId: string, terminal: Terminal) {
    this.#titles = titles;
    this.#flowId = flowId;
    this.#terminal = terminal;
  }

  tell(entries: readonly FlowJournalEntry[]): void {
    for (const entry of entries) {
      const frame = readFrame(entry, this.#flowId);
      if (frame !== null) {
        const depth = frame.parent === null ? 0 : (this.#frames.get(frame.parent.frame)?.depth ?? 0) + 1;
        this.#frames.set(frame.id, { ...frame, depth });
      }
      if (entry.type === 'waits')
        this.#terminal.tell(`${this.#place(entry)}  sleeps until ${String(fields(entry.details).until)}`);
      if (entry.type === 'closed') this.#frames.delete(entry.frame);
      if (entry.type === 'card') this.#card(entry);
    }
  }

  #card(entry: FlowJournalEntry): void {
    this.#count++;
    const error = errorMessage(entry);
    if (this.#count > LINES_EACH && error === null) {
      if (this.#count % LINES_EACH === 0) this.#terminal.tell(`  … ${this.#count} cards ran`);
      return;
    }
    const mark = error === null ? '✓' : '✗';
    const time = durationOf(fields(entry.details).startedAt, entry.at);
    this.#terminal.tell(`${mark} ${this.#place(entry)}  ${time}${error === null ? '' : `  ${error}`}`.trimEnd());
  }

  #place({ frame, card }: FlowJournalEntry): string {
    const around = this.#frames.get(frame);
    const title = this.#titles.card(around?.flowId ?? '', around?.block ?? '', card ?? '');
    const flow = around === undefined || around.depth === 0 ? '' : `${this.#titles.flow(around.flowId)} › `;
    return `${'  '.repeat(Math.min(around?.depth ?? 0, 8))}${flow}${title}`;
  }
}
