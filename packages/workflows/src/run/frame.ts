import { createHash } from 'node:crypto';
import type { CompiledCard, CompiledScope } from '../compile/compiled-scope.ts';
import type { GroupedFields } from '../connectors/connector.ts';
import type { Value } from '../values/value.ts';
import type { Attempt } from './attempt.ts';
import type { StartInput } from './ports.ts';
import type { FrameMemory } from './remembered.ts';

/** Values of outputs that later cards read; undefined while the card has not run, or when nobody will read it any more. */
export type Slots = (Value | undefined)[];

/** One run of a flow or of a block. */
export interface Frame {
  readonly scope: CompiledScope;
  readonly parent: Frame | null;
  /** The card of the parent that waits for it, and which of its calls it is. */
  readonly caller: CallPlace | null;
  readonly depth: number;
  /** Made when somebody needs it. */
  id: string | null;
  /** Given away as soon as the start card has read it. */
  input: StartInput | null;
  position: number;
  readonly slots: Slots;
  /** By number of the If/Else; undefined while it has not run. */
  readonly decisions: (boolean | undefined)[];
  /** The last card that counts as such, and what came out of it. */
  lastCard: CompiledCard | null;
  lastOutputs: GroupedFields | null;
  /** The card that is under way; null between two. */
  attempt: Attempt | null;
  /** What is known of an earlier run, until it is used up. */
  memory: FrameMemory | null;
  isQueued: boolean;
}

export interface CallPlace {
  readonly card: CompiledCard;
  readonly attempt: number;
  /** Place in the list; -1 for the flow that hears of the card's error. */
  readonly item: number;
}

export function newFrame(
  scope: CompiledScope,
  input: StartInput,
  parent: Frame | null,
  caller: CallPlace | null,
  memory: FrameMemory | null,
): Frame {
  return {
    scope,
    parent,
    caller,
    depth: parent === null ? 1 : parent.depth + 1,
    id: parent === null ? ROOT_FRAME : null,
    input,
    position: 0,
    slots: new Array<Value | undefined>(scope.slotCount),
    decisions: new Array<boolean | undefined>(scope.decisionCount),
    lastCard: null,
    lastOutputs: null,
    attempt: null,
    memory,
    isQueued: false,
  };
}

export const ROOT_FRAME = 'root';

/** Id of a frame, made with those around it where they have none yet; without recursion, because frames are deep. */
export function frameId(frame: Frame): string {
  if (frame.id !== null) return frame.id;
  const nameless: Frame[] = [];
  let at: Frame | null = frame;
  while (at !== null && at.id === null) {
    nameless.push(at);
    at = at.parent;
  }
  let id = at?.id ?? ROOT_FRAME;
  for (let index = nameless.length - 1; index >= 0; index--) {
    const next = nameless[index] as Frame;
    id = next.caller === null ? ROOT_FRAME : childFrameId(id, next.caller);
    next.id = id;
  }
  return id;
}

/** The same for the same call, also after a crash: 20 base62 characters. */
export function childFrameId(parent: string, { card, attempt, item }: CallPlace): string {
  const digest = createHash('sha256').update(`${parent}\n${card.id}\n${attempt}\n${item}`).digest();
  let id = '';
  for (let at = 0; at < 20; at++) id += BASE62[(digest[at] as number) % BASE62.length];
  return id;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Id of the execution a card sees (workflows-functions 2): each called flow has its own, blocks have that of their flow. */
export function executionIdOf(frame: Frame, rootId: string): string {
  let at = frame;
  while (at.scope.block !== '' && at.parent !== null) at = at.parent;
  return at.parent === null ? rootId : frameId(at);
}
