import type { Action, Connector } from '../connectors/connector.ts';
import type { KernelFunction } from '../kernel/kernel-function.ts';
import type { PackCard } from '../pack/pack.ts';
import { INTERPRETER_CARDS } from '../run/cards/index.ts';
import { trigger } from '../run/cards/trigger.ts';
import type { CardWork } from './compiled-scope.ts';

/** What cards can do. */
export interface Implementations {
  readonly kernel: ReadonlyMap<string, KernelFunction>;
  /** By name. */
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** Why a card has no implementation. */
export type MissingCode = 'function_unknown' | 'connector_unknown' | 'action_unknown';

export interface FoundWork {
  readonly work: CardWork;
  readonly connector: Connector | null;
  /** Null when there is one. */
  readonly missing: MissingCode | null;
}

/**
 * What runs a card. Versions do not matter, and neither does the hash that names of custom connectors end in (workflows-format 3.1).
 * @param isStart whether the card is the first of its scope: one of a connector then is an event
 */
export function findWork(card: PackCard, isStart: boolean, { kernel, connectors }: Implementations): FoundWork {
  const { kind } = card;
  if (kind.type === 'kernel') {
    const own = INTERPRETER_CARDS.get(kind.name);
    if (own !== undefined) return found({ type: 'interpreter', card: own });
    const computing = kernel.get(kind.name);
    if (computing !== undefined) return found({ type: 'kernel', run: computing.run });
    return missing(card, kind.name, 'function_unknown', null);
  }
  const connector = connectors.get(kind.connector) ?? connectors.get(withoutHash(kind.connector)) ?? null;
  if (isStart && card.isTrigger) return { work: { type: 'interpreter', card: trigger }, connector, missing: null };
  const name = `${kind.connector} ${kind.action}`;
  if (connector === null) return missing(card, name, 'connector_unknown', null);
  const action = actionOf(connector, kind.action);
  if (action === null) return missing(card, name, 'action_unknown', connector);
  const connection = { connector: kind.connector, id: card.connectionId };
  return { work: { type: 'action', connector, action, connection }, connector, missing: null };
}

function actionOf({ actions }: Connector, name: string): Action | null {
  for (const key of [name, withoutHash(name)]) {
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (action !== undefined) return action;
  }
  return null;
}

/** `searchEmployees` for `searchEmployees_iGi7mXMM9E`. */
function withoutHash(name: string): string {
  const at = name.lastIndexOf('_');
  return at > 0 && name.length - at > 8 ? name.slice(0, at) : name;
}

function found(work: CardWork): FoundWork {
  return { work, connector: null, missing: null };
}

function missing(card: PackCard, name: string, code: MissingCode, connector: Connector | null): FoundWork {
  const message = `The card "${card.title}" (${name}) is not implemented here; the flow fails when it gets there`;
  return { work: { type: 'missing', message }, connector, missing: code };
}
