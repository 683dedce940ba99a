import { executionOrder } from '../pack/execution-order.ts';
import type { Pack, PackCard, PackFlow, PackInput, PackOutput, PackPin, PackScope } from '../pack/pack.ts';
import { type Place, within } from '../pack/place.ts';
import { kindName } from '../pack/read-kind.ts';
import { flowsOfCard } from '../pack/references.ts';
import { type Region, regionsOf } from '../pack/regions.ts';
import { cardPlace, walkScopes } from '../pack/walk-scopes.ts';

/** A card with everything around it. */
export interface CardFacts {
  readonly flow: PackFlow;
  readonly scope: ScopeFacts;
  readonly card: PackCard;
  /** `list:map`, `okta:createUser` */
  readonly name: string;
  readonly place: Place;
}

/** Where a value comes from. */
export interface Source {
  readonly from: CardFacts;
  readonly output: PackOutput | undefined;
  readonly pin: PackPin;
}

export interface ScopeFacts {
  readonly flow: PackFlow;
  readonly scope: PackScope;
  readonly place: Place;
  /** The card that holds this block; null for a flow. */
  readonly outer: CardFacts | null;
  /** In order of execution. */
  readonly cards: readonly CardFacts[];
  readonly byId: ReadonlyMap<string, CardFacts>;
  /** By card and input. */
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  /** Ids of cards that are in a branch of an If/Else, with the innermost of these. */
  readonly regions: ReadonlyMap<string, Region>;
}

/** What rules ask of a pack, gathered once. */
export interface PackFacts {
  readonly pack: Pack;
  readonly scopes: readonly ScopeFacts[];
  readonly cards: readonly CardFacts[];
  /** Cards that call a flow, by its id. */
  readonly callers: ReadonlyMap<string, readonly CardFacts[]>;
}

export function gatherFacts(pack: Pack): PackFacts {
  const scopes: ScopeFacts[] = [];
  const byOuter = new Map<PackCard, CardFacts>();
  for (const { flow, scope, place, outer } of walkScopes(pack)) {
    const facts = scopeFacts(flow, scope, place, outer === null ? null : (byOuter.get(outer) ?? null));
    for (const card of facts.cards) byOuter.set(card.card, card);
    scopes.push(facts);
  }
  const cards = scopes.flatMap((scope) => scope.cards);
  const callers = new Map<string, CardFacts[]>();
  for (const card of cards) {
    for (const id of flowsOfCard(card.card)) append(callers, id, card);
  }
  return { pack, scopes, cards, callers };
}

function scopeFacts(flow: PackFlow, scope: PackScope, place: Place, outer: CardFacts | null): ScopeFacts {
  const order = executionOrder(scope);
  const cards: CardFacts[] = [];
  const sources = new Map<string, Source[]>();
  const byId = new Map<string, CardFacts>();
  const facts: ScopeFacts = { flow, scope, place, outer, cards, byId, sources, regions: regionsOf(scope, order) };
  for (const card of [...scope.cards].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))) {
    const one = { flow, scope: facts, card, name: kindName(card.kind), place: cardPlace(place, card) };
    cards.push(one);
    byId.set(card.id, one);
  }
  for (const from of cards) {
    for (const pin of from.card.pins) {
      const key = inputKey(pin.toCard, pin.toInput);
      const output = from.card.outputs.find((candidate) => candidate.id === pin.output);
      append(sources, key, { from, output, pin });
    }
  }
  return facts;
}

/** Adds to the list under a key. */
export function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function inputKey(card: string, input: string): string {
  return JSON.stringify([card, input]);
}

/** An input by key and group; null when the card has none. */
export function inputOf(facts: CardFacts, key: string, group: string | null = null): PackInput | null {
  return facts.card.inputs.find((input) => input.key === key && input.group === group) ?? null;
}

/** An option of the card. */
export function optionOf(facts: CardFacts, key: string): PackInput['literal'] {
  return facts.card.inputs.find((input) => input.isOption && input.key === key)?.literal ?? null;
}

/** What is pinned to an input, through hidden extractors back to the card a person sees. */
export function sourcesOf(facts: CardFacts, input: PackInput): readonly Source[] {
  return facts.scope.sources.get(inputKey(facts.card.id, input.id)) ?? [];
}

export function isPinned(facts: CardFacts, input: PackInput): boolean {
  return sourcesOf(facts, input).length > 0;
}

/** Whether an input has neither a pin nor a value that says something. */
export function isUnset(facts: CardFacts, input: PackInput): boolean {
  if (isPinned(facts, input) || input.block !== null || input.proxy?.dynamic === true) return false;
  const { literal } = input;
  return literal === null || literal === '' || (Array.isArray(literal) && literal.length === 0);
}

/** `Request.URL`; what has no group is called by its key. */
export function fieldName({ group, key }: { readonly group: string | null; readonly key: string }): string {
  return group === null ? key : `${group}.${key}`;
}

export function inputPlace(facts: CardFacts, input: PackInput): Place {
  return within(facts.place, 'input', fieldName(input));
}

/** Whether the value of an output is used by anybody. */
export function isRead(facts: CardFacts, output: PackOutput): boolean {
  return facts.card.pins.some((pin) => pin.output === output.id);
}

/** Cards that call a flow for each item of a list or object. */
export const ITERATORS: ReadonlySet<string> = new Set([
  'list:each',
  'list:asyncEach',
  'list:map',
  'list:filter',
  'list:reduce',
  'list:find',
  'list:sort',
  'list:unique',
  'object:each',
  'object:map',
  'object:process',
]);

/** Inputs of an iterating or calling card that are arguments of its helper. */
export function argumentsOf(facts: CardFacts): readonly PackInput[] {
  return facts.card.inputs.filter((input) => input.isCustom && input.group === null);
}

/** A comparison that a card makes. If/ElseIf makes several. */
export interface Comparison {
  readonly left: PackInput;
  readonly operator: string;
  readonly right: PackInput | null;
}

const COMPARING: ReadonlySet<string> = new Set([
  'boolean:compare',
  'control:if',
  'control:branch',
  'control:continueIf',
  'control:throwIf',
  'control:assignIf',
]);

export function comparisonsOf(facts: CardFacts): readonly Comparison[] {
  if (!COMPARING.has(facts.name)) return [];
  const lefts = facts.card.inputs.filter((input) => input.key === 'left-operand');
  return lefts.map((left) => {
    const operator = inputOf(facts, 'operator', left.group)?.literal;
    return {
      left,
      operator: typeof operator === 'string' ? operator : '',
      right: inputOf(facts, 'right-operand', left.group),
    };
  });
}

/** Every text in a literal, keys excepted. */
export function* textsOf(literal: PackInput['literal']): Generator<string> {
  if (typeof literal === 'string') yield literal;
  else if (Array.isArray(literal)) for (const item of literal) yield* textsOf(item);
  else if (typeof literal === 'object' && literal !== null)
    for (const item of Object.values(literal)) yield* textsOf(item);
}
