import type { WorkflowChoices } from '../choices.ts';
import type { Program } from '../compile/program.ts';
import type { FrameOutcome, HttpAnswer, Journal, JournalEntry } from './journal.ts';
import type { Ports, StartInput } from './ports.ts';

/** Bounds of one execution; what exceeds them fails the card with `limit_exceeded`. */
export interface ExecutionLimits {
  /** Cards that may run. */
  readonly steps: number;
  /** Frames one inside the other. */
  readonly depth: number;
}

/** The documented two million steps; recursion is bounded by memory rather than by the documented 250, because packs page by it. */
export const EXECUTION_LIMITS: ExecutionLimits = { steps: 2_000_000, depth: 20_000 };

/** What an execution is of, what it can reach, and what is known of it already. */
export interface ExecutionOptions {
  readonly program: Program;
  readonly flowId: string;
  readonly input: StartInput;
  /** Id of the execution, `context.execution_id` of its first frame. */
  readonly id: string;
  readonly ports: Ports;
  readonly choices?: Partial<WorkflowChoices>;
  readonly limits?: Partial<ExecutionLimits>;
  /** Without it nothing is remembered. */
  readonly journal?: Journal;
  /** What the journal holds of the execution, to go on from there: everything of frames still open, and how the others of theirs closed. */
  readonly remembered?: Iterable<JournalEntry>;
  /** How many cards ran before, for the limit: `steps` of the execution that is continued. */
  readonly stepsBefore?: number;
  /** Called when a card answers the caller of an endpoint and the flow goes on. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
  /** Aborted to cancel: cards under way are told, and the execution ends as `cancelled`. */
  readonly signal?: AbortSignal;
  /** Asked between slices of pure work; when true, the execution fails with `limit_exceeded` and lets go of what it holds. */
  readonly isShortOfMemory?: () => boolean;
}

/** Why a run stopped. */
export type RunOutcome =
  | { readonly status: 'ended'; readonly outcome: FrameOutcome }
  /** Nothing can go on before this instant; call `run` again then. */
  | { readonly status: 'sleeping'; readonly until: Date }
  /** `shouldYield` said so; everything is flushed. Call `run` again, or forget it and continue from the journal. */
  | { readonly status: 'yielded' }
  | { readonly status: 'cancelled' };

/** One run of a flow with everything it calls and waits for. */
export interface Execution {
  /**
   * Runs until it ends, sleeps, or is asked to yield, and flushes the journal before it says so. Never rejects for what a flow
   * does; rejects when a port or the journal breaks (the database is away), after which only the journal tells what happened.
   */
  run(shouldYield?: () => boolean): Promise<RunOutcome>;
  /** How many cards ran, those before it was continued included. */
  readonly steps: number;
}
