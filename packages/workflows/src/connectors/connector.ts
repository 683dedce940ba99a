import type { WorkflowChoices } from '../choices.ts';
import type { CardInputs, WantedOutput } from '../kernel/kernel-function.ts';
import type { HttpAnswer } from '../run/journal.ts';
import type { ConnectionRef, Ports } from '../run/ports.ts';
import type { Value, ValueObject } from '../values/value.ts';

/** A connected system: its cards and how connections to it are made. One folder each under `connectors/`. */
export interface Connector {
  /** Segment of the address: `okta`. */
  readonly name: string;
  readonly title: string;
  /** Kinds of connection that it takes; empty when its cards need none. */
  readonly connections: readonly ConnectionKind[];
  /** By the last segment of the address, without a hash (`searchEmployees` for `searchEmployees_iGi7mXMM9E`). */
  readonly actions: Readonly<Record<string, Action>>;
  /** Cards that start flows: key of the address to the type of event of this org that starts it. */
  readonly events?: Readonly<Record<string, EventTrigger>>;
  /** Options whose values are ids of the org the pack was made in, and what kind of id. */
  readonly boundOptions?: Readonly<Record<string, 'application' | 'id'>>;
}

/** How a connection proves who it is; `okta` is an org with a token. */
export type ConnectionKind = 'none' | 'basic' | 'header' | 'oauth-client' | 'okta';

/** A card that starts flows, and by what. */
export interface EventTrigger {
  readonly title: string;
  /** Types of the System Log: `user.lifecycle.create`. */
  readonly eventTypes: readonly string[];
}

/** An output value by group and key; `''` is the group of outputs without one. */
export interface GroupedFields {
  readonly [group: string]: ValueObject;
}

/**
 * What a card touches.
 * - `none`: computes only.
 * - `reads`: may be repeated; needs no memory of its own.
 * - `tables`: writes through the table port, which remembers.
 * - `outside`: a call that others see; what was done is made safe before and after it.
 */
export type Effect = 'none' | 'reads' | 'tables' | 'outside';

/** One card of a connector. */
export interface Action {
  readonly title: string;
  readonly effect: Effect;
  /** Inputs that must not be null or empty, as `group.key`; checked before the call (switch `requiredInputEmpty`). */
  readonly required?: readonly string[];
  /** Does the card's work. Throws a CardError. Not called when the card streams. */
  readonly run: (call: ActionCall) => Promise<GroupedFields> | GroupedFields;
  /**
   * For cards that can hand each record to a helper (workflows-format 6.4, "Streaming"): gives the records of a page and where the
   * next begins (null after the last). `cursor` is null for the first. The interpreter calls the helper.
   */
  readonly stream?: (call: ActionCall, cursor: Value) => Promise<StreamPage>;
  /** Whether this card, with these options, streams. Default: when it has a `Streaming.Flow` or `processing_flow` input with a flow. */
  readonly streams?: (call: ActionCall) => boolean;
  /** Outputs when all records went through. Default: `Result."Records Streamed"`. */
  readonly streamed?: (count: number) => GroupedFields;
}

/** Records of a stream, and where the next page begins; null after the last. */
export interface StreamPage {
  readonly records: readonly Value[];
  readonly next: Value;
}

/** What a handler gets. */
export interface ActionCall {
  readonly inputs: CardInputs;
  /** An option (group `parameters`), after bindings; null when the card has none of the name. */
  option(key: string): Value;
  readonly outputs: readonly WantedOutput[];
  readonly connection: ConnectionRef;
  readonly choices: WorkflowChoices;
  readonly ports: Ports;
  /** The same when the card is repeated after a crash. Handlers with several effects add `/1`, `/2` …. */
  readonly callId: string;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
  /** Answers the caller of an endpoint while the flow goes on; missing when nobody waits for an answer. */
  readonly answer?: (answer: HttpAnswer) => void;
}
