import type { PackCard, PackInput, PackPin, PackScope } from '../pack/pack.ts';
import { kindName } from '../pack/read-kind.ts';

/** A scope with the card and scope around it. */
export interface ScopeView {
  readonly scope: PackScope;
  readonly outer: { readonly card: PackCard; readonly view: ScopeView } | null;
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
  const origins: Origin[] = [];
  for (const from of view.scope.cards) {
    for (const pin of from.pins) {
      if (pin.toCard === card.id && pin.toInput === input.id) origins.push(trace(view, from, pin));
    }
  }
  return origins;
}

function trace(view: ScopeView, from: PackCard, pin: PackPin): Origin {
  const output = from.outputs.find(({ id }) => id === pin.output);
  const convert = `${pin.convert ?? ''}${pin.wrap ? ' as list' : ''}`.trim();
  if (kindName(from.kind) === 'object:expand') {
    const object = from.inputs.find(({ key }) => key === 'object');
    const [inner] = object === undefined ? [] : originsOf(view, from, object);
    if (inner !== undefined)
      return { ...inner, path: [...inner.path, ...(output?.path ?? [])], convert: join(inner.convert, convert) };
  }
  if (output !== undefined && output.wormholeOf !== null && view.outer !== null) {
    const { card, view: around } = view.outer;
    const hole = card.inputs.find(({ group, key }) => group === 'context' && key === output.key);
    const [inner] = hole === undefined ? [] : originsOf(around, card, hole);
    if (inner !== undefined) return { ...inner, convert: join(inner.convert, convert) };
  }
  const name = output === undefined ? pin.output : output.group === null ? output.key : `${output.group}.${output.key}`;
  return { card: from, output: name, path: [], convert };
}

function join(first: string, second: string): string {
  return [first, second].filter((part) => part !== '').join(', ');
}
