import type { CompiledInput, InputShape } from '../compile/compiled-scope.ts';
import type { CardInputs, NamedValue } from '../kernel/kernel-function.ts';
import { convertTo } from '../values/convert.ts';
import type { Value } from '../values/value.ts';
import { convertPin } from './convert-pin.ts';
import type { Slots } from './frame.ts';

/** Inputs of a card with their values, taken when the card begins. */
export class ResolvedInputs implements CardInputs {
  readonly shape: InputShape;
  /** In the order of `shape.fields`. */
  readonly values: readonly Value[];

  constructor(shape: InputShape, values: readonly Value[]) {
    this.shape = shape;
    this.values = values;
  }

  get(key: string): Value {
    return this.#at(this.place('', key));
  }

  typed(key: string): Value {
    return this.typedIn('', key);
  }

  /** An input of a group (`''` for none) in its declared type. */
  typedIn(group: string, key: string): Value {
    const place = this.place(group, key);
    const field = place === -1 ? undefined : this.shape.fields[place]?.field;
    return field === undefined ? null : convertTo(field.type, field.isList, this.#at(place));
  }

  has(key: string): boolean {
    return this.place('', key) !== -1;
  }

  in(group: string, key: string): Value {
    return this.#at(this.place(group, key));
  }

  all(group: string | null): readonly NamedValue[] {
    return this.#named(this.shape.all.get(group ?? ''));
  }

  custom(group: string | null): readonly NamedValue[] {
    return this.#named(this.shape.custom.get(group ?? ''));
  }

  /** Place of an input in the shape; -1 when the card has none such. */
  place(group: string, key: string): number {
    return this.shape.places.get(group)?.get(key) ?? -1;
  }

  #at(place: number): Value {
    return this.values[place] ?? null;
  }

  #named(places: readonly number[] | undefined): readonly NamedValue[] {
    if (places === undefined) return [];
    return places.map((place) => ({ key: this.shape.fields[place]?.field.key ?? '', value: this.#at(place) }));
  }
}

/**
 * Inputs as they are now (workflows-format 3.4): the value of the card a pin comes from, converted as the pin says; null when that
 * card was skipped or gave no such value; the literal when there is no pin. Throws a CardError.
 */
export function resolveInputs(shape: InputShape, slots: Slots): ResolvedInputs {
  const { fields } = shape;
  const values = new Array<Value>(fields.length);
  for (let place = 0; place < fields.length; place++) values[place] = resolve(fields[place] as CompiledInput, slots);
  return new ResolvedInputs(shape, values);
}

function resolve({ pins, literal }: CompiledInput, slots: Slots): Value {
  if (pins === null) return literal;
  for (const pin of pins) {
    const value = slots[pin.slot];
    if (value === undefined) continue;
    return pin.convert === null && !pin.wrap ? value : convertPin(pin, value);
  }
  return null;
}
