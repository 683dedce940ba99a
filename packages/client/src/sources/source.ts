import type { ValueMap } from '@headwater/expression';
import { ClientError } from '../client-error.ts';

/** One record of a source of truth, as the source has it. */
export interface SourceRow {
  readonly kind: 'row';
  /** Number of the record, from 1, counting unreadable ones. */
  readonly row: number;
  /** Line of a file on which it begins, from 1. */
  readonly line?: number;
  /** By column name. Text from tables; any JSON value from documents. Expressions read it in place. */
  readonly values: ValueMap;
}

/** A record that could not be read; reading goes on behind it. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly row: number;
  readonly line?: number;
  /** What is wrong, the value seen, what to do. */
  readonly message: string;
}

export type SourceItem = SourceRow | UnreadableRow;

export interface Finding {
  readonly level: 'error' | 'warning';
  readonly message: string;
}

export interface SourceColumn {
  readonly name: string;
  /** Up to three different values, as text, to recognise the column by. */
  readonly examples: readonly string[];
}

/** What a source holds, seen without loading it. */
export interface SourceShape {
  /** All columns, in the order of the source. */
  readonly columns: readonly SourceColumn[];
  /** How the source was understood, such as `{ format: 'CSV', encoding: 'utf-8' }`; for display. */
  readonly details: Readonly<Record<string, string>>;
  /** What a person should know before trusting the data. */
  readonly warnings: readonly string[];
}

/** Can tell whether it is usable, without changing or loading anything. Never rejects because of the source. */
export interface CheckableSource {
  check(): Promise<readonly Finding[]>;
}

/** Can tell its columns. */
export interface DiscoverableSource {
  discover(): Promise<SourceShape>;
}

/**
 * Can be read, from the start, as often as wanted, in a stable order and in bounded memory.
 * Rejects with {@link SourceError} when it cannot go on, with the signal's reason when that aborts.
 */
export interface ReadableSource {
  read(options?: { readonly signal?: AbortSignal }): AsyncIterable<SourceItem>;
}

/** What every kind of source can do. */
export interface Source extends CheckableSource, DiscoverableSource, ReadableSource {
  /** The kind, such as `file`. */
  readonly kind: string;
  /** What a person calls this one, such as its file name. */
  readonly label: string;
}

/** The source cannot be read, or not to its end. */
export class SourceError extends ClientError {
  /** Name of the source for a person. */
  readonly label: string;
  readonly line: number | null;

  constructor(label: string, message: string, options: ErrorOptions & { readonly line?: number } = {}) {
    const place = options.line === undefined ? label : `${label}, line ${options.line}`;
    super('sourceUnreadable', `${place}: ${message}`, options);
    this.label = label;
    this.line = options.line ?? null;
  }
}
