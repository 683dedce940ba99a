import type { PackCard, PackInput, PackOutput, PackPin, PackScope } from '../pack/pack.ts';
import { kindName } from '../pack/read-kind.ts';

/** A scope with the card and scope around it. */
export interface ScopeView {
  readonly scope: PackScope;
  readonly outer: { readonly card: PackCard; readonly view: ScopeView } | null;
  /** Pins with the card they leave, by the input they reach. */
  readonly pins: ReadonlyMap<string, readonly { readonly from: PackCard; readonly pin: PackPin }[]>;
}

export function viewOf(scope: PackScope, outer: ScopeView['outer'] = null): ScopeView {
  const pins = new Map<string, { from: PackCard; pin: PackPin }[]>();
  for (const from of scope.cards) {
    for (const pin of from.pins) {
      const key = inputKey(pin.toCard, pin.toInput);
      const others = pins.get(key);
      if (others === undefined) pins.set(key, [{ from, pin }]);
      else others.push({ from, pin });
    }
  }
  return { scope, outer, pins };
}

function inputKey(card: string, input: string): string {
  return JSON.stringify([card, input]);
}

/** Where a value really comes from: through hidden extractors and wormholes to a card a person sees. */
export interface Origin {
  readonly card: PackCard;
  readonly output: string;
  readonly path: readonly string[];
  readonly convert: string;
}

/** What is pinned to an input. */
export function originsOf(view: ScopeView, card: PackCard, input: PackInput): readonly Origin[] {
  return pinsTo(view, card, input).map(({ from, pin }) => trace(view, from, pin, 0));
}

function pinsTo(view: ScopeView, card: PackCard, input: PackInput | undefined) {
  return input === undefined ? [] : (view.pins.get(inputKey(card.id, input.id)) ?? []);
}

/** Extractors behind extractors; more are a circle, which pins may run in where order is broken. */
const MOST_HOPS = 100;

function trace(view: ScopeView, from: PackCard, pin: PackPin, hops: number): Origin {
  const output = from.outputs.find(({ id }) => id === pin.output);
  const convert = `${pin.convert ?? ''}${pin.wrap ? ' as list' : ''}`.trim();
  const inner = output === undefined || hops > MOST_HOPS ? null : traceBehind(view, from, output, hops + 1);
  if (inner !== null) return { ...inner, convert: join(inner.convert, convert) };
  const name = output === undefined ? pin.output : output.group === null ? output.key : `${output.group}.${output.key}`;
  return { card: from, output: name, path: [], convert };
}

/** Where an output that only hands on has its value from; null for outputs of their own. */
function traceBehind(view: ScopeView, from: PackCard, output: PackOutput, hops: number): Origin | null {
  if (kindName(from.kind) === 'object:expand') {
    const object = from.inputs.find(({ key }) => key === 'object');
    const [source] = pinsTo(view, from, object);
    if (source === undefined) return null;
    const origin = trace(view, source.from, source.pin, hops);
    return { ...origin, path: [...origin.path, ...(output.path ?? [])] };
  }
  if (output.wormholeOf === null || view.outer === null) return null;
  const { card, view: around } = view.outer;
  const hole = card.inputs.find(({ group, key }) => group === 'context' && key === output.key);
  const [source] = pinsTo(around, card, hole);
  return source === undefined ? null : trace(around, source.from, source.pin, hops);
}

function join(first: string, second: string): string {
  return [first, second].filter((part) => part !== '').join(', ');
}
