import type { FlowJournalEntry } from '@headwater/protocol';

/** A frame of an execution: one run of a flow, or of a block inside a card. */
export interface Frame {
  readonly id: string;
  /** The card that opened it, and its place among the frames of that card; null for the execution itself. */
  readonly parent: { readonly frame: string; readonly card: string; readonly item: number } | null;
  /** Id of the flow in its pack; empty where the flow saves no data. */
  readonly flowId: string;
  /** `''` for the flow itself. */
  readonly block: string;
  readonly opened: Date;
}

/**
 * What the opening of a frame says. Null for entries of other types.
 * @param rootFlowId id in its pack of the flow that was started: where it saves no data, nothing else is told
 */
export function readFrame(entry: FlowJournalEntry, rootFlowId: string): Frame | null {
  if (entry.type !== 'opened') return null;
  const { flowId = entry.frame === 'root' ? rootFlowId : '', block, parent } = fields(entry.details);
  const { frame, card, item } = fields(parent);
  return {
    id: entry.frame,
    parent: typeof frame === 'string' ? { frame, card: String(card), item: typeof item === 'number' ? item : 0 } : null,
    flowId: typeof flowId === 'string' ? flowId : '',
    block: typeof block === 'string' ? block : '',
    opened: new Date(entry.at),
  };
}

/** The message of the error of a card or a frame that failed; null for none. */
export function errorMessage(entry: FlowJournalEntry): string | null {
  if (!entry.failed) return null;
  const { error, outcome } = fields(entry.details);
  const { message } = fields(error ?? fields(outcome).error);
  return typeof message === 'string' ? message : 'failed';
}

/** An object's fields; none for anything else. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
