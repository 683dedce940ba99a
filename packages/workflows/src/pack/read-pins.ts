import type { Conversion, PackPin } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { isJsonObject, own, type Reading } from './reading.ts';

const CONVERSIONS: ReadonlySet<string> = new Set<Conversion>([
  'parse',
  'stringify',
  'toString',
  'booleanToString',
  'parseFloat',
  'dateTime',
  'isoString',
  'wrapArray',
]);

/** The data edges that leave a card: `pins[output][card] = [{input, transform}]` (workflows-format 3.3). */
export function readPins(reading: Reading, raw: unknown, card: Place): readonly PackPin[] {
  const pins: PackPin[] = [];
  for (const [output, targets] of Object.entries(reading.object(raw, card, 'Its pins'))) {
    const place = within(card, 'output', output);
    for (const [toCard, list] of Object.entries(reading.object(targets, place, 'Its pins'))) {
      if (!Array.isArray(list)) {
        reading.refuse(
          'list_expected',
          place,
          `Its pins to card ${seen(toCard)} must be a list, and are ${seen(list)}`,
        );
        continue;
      }
      for (const pin of list) {
        reading.countPin(place);
        const read = readPin(reading, pin, output, toCard, place);
        if (read !== null) pins.push(read);
      }
    }
  }
  return pins;
}

function readPin(reading: Reading, pin: unknown, output: string, toCard: string, place: Place): PackPin | null {
  if (!isJsonObject(pin)) {
    reading.refuse('object_expected', place, `A pin must be an object, and is ${seen(pin)}`);
    return null;
  }
  const toInput = own(pin, 'input');
  if (!reading.isId(toInput, place, 'The input of a pin')) return null;
  return { output, toCard, toInput, ...readTransform(reading, own(pin, 'transform'), output, place) };
}

function readTransform(
  reading: Reading,
  transform: unknown,
  output: string,
  place: Place,
): { readonly convert: Conversion | null; readonly wrap: boolean } {
  const none = { convert: null, wrap: false };
  if (transform === undefined || transform === null) return none;
  const all = reading.object(transform, place, 'The transform of a pin');
  const own_ = own(all, output) ?? Object.values(all)[0];
  if (!isJsonObject(own_)) return none;
  const convert = own(own_, 'convert') ?? null;
  return { convert: readConversion(reading, convert, place), wrap: own(own_, 'forceWrapArray') === true };
}

function readConversion(reading: Reading, convert: unknown, place: Place): Conversion | null {
  if (convert === null || convert === '') return null;
  // The set holds nothing but conversions.
  if (typeof convert === 'string' && CONVERSIONS.has(convert)) return convert as Conversion;
  reading.warn(
    'conversion_unknown',
    place,
    `The conversion ${seen(convert)} of a pin is unknown; the value goes through as it is`,
  );
  return null;
}
