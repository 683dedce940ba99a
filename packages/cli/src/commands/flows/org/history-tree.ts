import type { FlowJournalEntry } from '@headwater/protocol';
import { counted } from '../../../output/number.ts';
import type { Titles } from './card-titles.ts';
import { errorMessage, type Frame, fields, readFrame } from './journal.ts';

interface TreeOptions {
  readonly titles: Titles;
  /** Id in its pack of the flow that was started. */
  readonly flowId: string;
  /** Inputs and outputs below each card. */
  readonly values: boolean;
  /** Frames of one card that are drawn; the others are counted. */
  readonly items: number;
}

interface Node extends Frame {
  readonly entries: FlowJournalEntry[];
  /** By card that opened them. */
  readonly children: Map<string, Node[]>;
}

/** What happened in an execution as a tree: frames with their cards, below each card the frames that it opened. */
export function historyTree(journal: readonly FlowJournalEntry[], options: TreeOptions): readonly string[] {
  const nodes = new Map<string, Node>();
  for (const entry of journal) {
    if (entry.void) continue;
    const frame = readFrame(entry, options.flowId);
    if (frame === null) nodes.get(entry.frame)?.entries.push(entry);
    else if (!nodes.has(frame.id)) nodes.set(frame.id, add(nodes, { ...frame, entries: [], children: new Map() }));
  }
  const root = nodes.get('root');
  if (root === undefined) return [];
  const hidden = [...nodes.values()].filter(({ id, parent }) => id !== 'root' && parent === null).length;
  return [
    ...frameLines(root, options, ''),
    ...(hidden === 0
      ? []
      : [
          `The flow saves no data: ${counted(hidden, 'run')} inside its cards ${hidden === 1 ? 'is' : 'are'} not shown.`,
        ]),
  ];
}

function add(nodes: ReadonlyMap<string, Node>, node: Node): Node {
  if (node.parent === null) return node;
  const siblings = nodes.get(node.parent.frame)?.children;
  siblings?.set(node.parent.card, [...(siblings.get(node.parent.card) ?? []), node]);
  return node;
}

/** The cards of a frame. Cards under way have no entry yet, but may have frames. */
function frameLines(node: Node, options: TreeOptions, indent: string): readonly string[] {
  const seen = new Set<string>();
  const lines = node.entries.flatMap((entry) => {
    if (entry.type === 'closed') return closingLines(entry, options, indent);
    if (entry.card === null) return [];
    // Frames of a card are drawn once, below its first entry.
    const below = seen.has(entry.card) ? [] : childLines(node, entry.card, options, indent);
    seen.add(entry.card);
    return [...entryLines(node, entry, options, indent), ...below];
  });
  const underWay = [...node.children.keys()].filter((card) => !seen.has(card));
  return [
    ...lines,
    ...underWay.flatMap((card) => [
      `${indent}… ${options.titles.card(node.flowId, node.block, card)} (${card})`,
      ...childLines(node, card, options, indent),
    ]),
  ];
}

function entryLines(node: Node, entry: FlowJournalEntry, options: TreeOptions, indent: string): readonly string[] {
  const details = fields(entry.details);
  const id = entry.card ?? '';
  const title = `${options.titles.card(node.flowId, node.block, id)} (${id})`;
  if (entry.type === 'waits') return [`${indent}z ${title}  until ${String(details.until ?? '?')}`];
  if (entry.type === 'page') return [`${indent}= ${title}  page from ${String(details.offset ?? '?')}`];
  const error = errorMessage(entry);
  const attempt = Number(details.attempt ?? 1);
  const head = `${indent}${error === null ? '✓' : '✗'} ${title}  ${durationOf(details.startedAt, entry.at)}`.trimEnd();
  return [
    `${head}${attempt > 1 ? `, try ${attempt}` : ''}${error === null ? '' : `  ${error}`}`,
    ...(options.values ? valueLines(details, `${indent}    `) : []),
  ];
}

function childLines(node: Node, card: string, options: TreeOptions, indent: string): readonly string[] {
  const frames = node.children.get(card) ?? [];
  const shown = frames.slice(0, options.items);
  const left = frames.length - shown.length;
  const failed = frames
    .slice(shown.length)
    .filter(({ entries }) => entries.some((one) => one.type === 'closed' && one.failed));
  return [
    ...shown.flatMap((frame) => [
      `${indent}  ${frameTitle(frame, frames.length, options.titles)}`,
      ...frameLines(frame, options, `${indent}    `),
    ]),
    ...(left === 0
      ? []
      : [`${indent}  … ${left} more${failed.length === 0 ? '' : `, ${failed.length} of them failed`}`]),
  ];
}

function frameTitle({ block, flowId, parent, entries, opened }: Node, siblings: number, titles: Titles): string {
  const name = block === '' ? titles.flow(flowId) : (block.split('/').at(-1) ?? block);
  const place = siblings > 1 ? ` [${parent?.item ?? 0}]` : '';
  const end = entries.find(({ type }) => type === 'closed');
  return `${name}${place}  ${end === undefined ? 'under way' : durationOf(opened.toISOString(), end.at)}`;
}

function closingLines(entry: FlowJournalEntry, { values }: TreeOptions, indent: string): readonly string[] {
  const { status, result } = fields(fields(entry.details).outcome);
  if (status === 'halted') return [`${indent}ended early by Continue If`];
  return values && status === 'returned' ? [`${indent}result: ${JSON.stringify(result)}`] : [];
}

function valueLines({ inputs, outputs, error }: Readonly<Record<string, unknown>>, indent: string): readonly string[] {
  const named = [
    ['inputs', inputs],
    ['outputs', outputs],
    ['error', error],
  ] as const;
  return named.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${indent}${name}: ${JSON.stringify(value)}`],
  );
}

/** `12 ms`, `3.4 s`, `5 min 3 s`. */
export function durationOf(from: unknown, to: string): string {
  const milliseconds = Math.max(Date.parse(to) - Date.parse(String(from)), 0);
  if (Number.isNaN(milliseconds)) return '';
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
