import type { Value, ValueObject } from '../values/value.ts';

/**
 * What happened in an execution, in the order it happened. It is the memory from which an execution continues after a crash, and
 * the history people look at: one log, not two. A frame is one run of a flow or of a block inside a card.
 */
export type JournalEntry = FrameOpened | CardEnded | CardWaits | StreamAdvanced | FrameClosed;

/** A flow or a block began. */
export interface FrameOpened {
  readonly type: 'opened';
  /** Made from parent, card and item, so that a repetition has the same: 20 base62 characters. `root` for the first. */
  readonly frame: string;
  readonly parent: {
    readonly frame: string;
    readonly card: string /** Place in the list, or of the try: 0 … */;
    readonly item: number;
  } | null;
  readonly flowId: string;
  /** Which block of the flow: `''` for the flow itself, else card ids and names of blocks, `wa7OcIQCJ/try`. */
  readonly block: string;
  /** Values of the start card, by group (`''` for none) and key. */
  readonly input: Readonly<Record<string, ValueObject>>;
  readonly at: Date;
}

/** A card ran, with or without success. Cards that were skipped leave no entry. */
export interface CardEnded {
  readonly type: 'card';
  readonly frame: string;
  /** Id of the card in its scope. */
  readonly card: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** By group (`''` for none) and key; options under `parameters`. */
  readonly inputs: Readonly<Record<string, ValueObject>>;
  /** Null when it failed. */
  readonly outputs: Readonly<Record<string, ValueObject>> | null;
  /** The error object of workflows-format 5.7; null when it did not fail. */
  readonly error: ValueObject | null;
  /** Whether the card will be tried again after this failure. */
  readonly retried: boolean;
  readonly startedAt: Date;
  readonly at: Date;
}

/** A card sleeps, between two tries or because that is its work. */
export interface CardWaits {
  readonly type: 'waits';
  readonly frame: string;
  readonly card: string;
  readonly attempt: number;
  readonly until: Date;
  readonly at: Date;
}

/** A streaming card has a page of records; the entry holds it until all of them went through. */
export interface StreamAdvanced {
  readonly type: 'page';
  readonly frame: string;
  readonly card: string;
  /** Place of the page's first record in the stream. */
  readonly offset: number;
  readonly records: readonly Value[];
  readonly next: Value;
  readonly at: Date;
}

/** A flow or a block ended. */
export interface FrameClosed {
  readonly type: 'closed';
  readonly frame: string;
  readonly outcome: FrameOutcome;
  readonly at: Date;
}

/**
 * How a frame ended. `returned`: by Return, or, with `by: 'lastCard'`, after its last card, whose outputs are the result then. `halted`: by
 * Continue If, which is no failure (workflows-format 5.3).
 */
export type FrameOutcome =
  | {
      readonly status: 'returned';
      readonly result: ValueObject;
      readonly by?: 'lastCard';
      readonly answer?: HttpAnswer;
    }
  | { readonly status: 'halted'; readonly result: ValueObject }
  | { readonly status: 'failed'; readonly error: ValueObject };

/** What Return Raw and Close say to the caller of an endpoint. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the interpreter writes what happened. */
export interface Journal {
  /** Keeps an entry; it may be lost with the process until `flush` has resolved. */
  note(entry: JournalEntry): void;
  /** Resolves when everything noted so far is safe. */
  flush(): Promise<void>;
}
