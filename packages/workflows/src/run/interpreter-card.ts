import type { WorkflowChoices } from '../choices.ts';
import type { CompiledCard } from '../compile/compiled-scope.ts';
import type { Program } from '../compile/program.ts';
import type { Frame } from './frame.ts';
import type { HttpAnswer } from './journal.ts';
import type { Ports } from './ports.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import type { Step } from './step.ts';

/**
 * A card that steers, waits or calls flows; one file each under `cards/`. It does nothing itself: it says what the machine is to do
 * next. Throws a CardError.
 */
export interface InterpreterCard {
  /** `control:spawn` */
  readonly name: string;
  readonly title: string;
  /** Follows from earlier cards alone, so that it may be begun again when an execution is continued. */
  readonly isPure?: boolean;
  /** Part of the shape of a flow rather than work: never the "last executed card" (workflows-format 5.0). */
  readonly isStructure?: boolean;
  /** Worth no line in the history. */
  readonly isSilent?: boolean;
  readonly begin: (run: CardRun) => Step;
}

/** What a card knows when it begins. */
export interface CardRun {
  readonly card: CompiledCard;
  readonly frame: Frame;
  readonly inputs: ResolvedInputs;
  readonly host: Host;
}

/** What is the same for all cards of an execution. */
export interface Host {
  readonly program: Program;
  readonly executionId: string;
  readonly ports: Ports;
  readonly choices: WorkflowChoices;
  readonly onAnswer: (answer: HttpAnswer) => void;
}
