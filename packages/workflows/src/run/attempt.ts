import type { CompiledCard } from '../compile/compiled-scope.ts';
import type { ValueObject } from '../values/value.ts';
import type { CallsUnderWay } from './calls-under-way.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import type { Step } from './step.ts';

/** A try of a card that is under way. */
export interface Attempt {
  readonly card: CompiledCard;
  /** 1 for the first. */
  readonly number: number;
  /** Null when nothing will ask for them again, so that they need not stay in memory. */
  inputs: ResolvedInputs | null;
  /** For the journal; null without one. */
  noted: Readonly<Record<string, ValueObject>> | null;
  readonly startedAt: Date | null;
  calls: CallsUnderWay | null;
  /** What the machine does with the card when it comes to the frame again. */
  next: Next;
  /** The journal holds this try already: it is only gone through again. */
  readonly isKnown: boolean;
}

export type Next =
  | { readonly type: 'waits' }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  /** The next try. */
  | { readonly type: 'again' };

/** How a try ended. */
export type Verdict =
  | { readonly type: 'ended'; readonly step: EndStep }
  | { readonly type: 'retry'; readonly until: Date }
  | { readonly type: 'failed'; readonly error: ValueObject };

export type EndStep = Extract<Step, { readonly type: 'outputs' | 'decision' | 'close' }>;

export const WAITS: Next = { type: 'waits' };
