import type { PackLimits } from './limits.ts';
import type { PackProblem } from './pack.ts';
import { PackError } from './pack-error.ts';
import { type Place, placeText, seen } from './place.ts';

const MOST_PROBLEMS = 100;

export type JsonObject = { readonly [key: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own key; keys that a prototype has are not there. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Names that mean something to JavaScript itself; as an id they are an attack or an accident. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** One reading of one pack: what was found, what was counted. */
export class Reading {
  readonly limits: PackLimits;
  readonly warnings: PackProblem[] = [];
  private readonly problems: PackProblem[] = [];
  private cards = 0;
  private pins = 0;

  constructor(limits: PackLimits) {
    this.limits = limits;
  }

  /** The pack will be refused; reading goes on to find more, until there are a hundred. */
  refuse(code: string, place: Place, message: string): void {
    this.problems.push({ code, place: placeText(place), message });
    if (this.problems.length >= MOST_PROBLEMS) this.finish();
  }

  /** Odd, but it can be run. */
  warn(code: string, place: Place, message: string): void {
    if (this.warnings.length < MOST_PROBLEMS) this.warnings.push({ code, place: placeText(place), message });
  }

  /** Throws PackError if anything was refused. */
  finish(): void {
    if (this.problems.length > 0) throw new PackError('malformed', this.problems);
  }

  countCards(count: number, place: Place): void {
    this.cards += count;
    this.bound(count, this.limits.cardsPerScope, 'cards', place);
    this.bound(this.cards, this.limits.cards, 'cards in all flows', place);
  }

  countPin(place: Place): void {
    this.pins += 1;
    this.bound(this.pins, this.limits.pins, 'pins', place);
  }

  /** Throws at once: what exceeds a limit is not read any further. */
  bound(count: number, limit: number, what: string, place: Place): void {
    if (count <= limit) return;
    const message = `There are ${count} ${what}, the limit is ${limit}; split the pack`;
    throw new PackError('too_many', [...this.problems, { code: 'too_many', place: placeText(place), message }]);
  }

  /** An object; another value is refused and read as empty. Missing or null is empty too. */
  object(value: unknown, place: Place, what: string): JsonObject {
    if (value === undefined || value === null) return {};
    if (isJsonObject(value)) return value;
    this.refuse('object_expected', place, `${what} must be an object, and is ${seen(value)}`);
    return {};
  }

  /** A text; another value is refused and read as the fallback, which missing and null give too. */
  text(value: unknown, place: Place, what: string, fallback = ''): string {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) {
      this.refuse('text_expected', place, `${what} must be text, and is ${seen(value)}`);
    }
    return fallback;
  }

  /** A name for people: text without NUL, which no database keeps. */
  name(value: unknown, place: Place, what: string, fallback = ''): string {
    const text = this.text(value, place, what, fallback);
    if (text.includes('\0')) this.refuse('text_with_nul', place, `${what} contains the character NUL; remove it`);
    return text;
  }

  /** Whether a value can be an id; says what is wrong with it otherwise. */
  isId(value: unknown, place: Place, what: string): value is string {
    const reason = this.wrongId(value);
    if (reason !== null) this.refuse('id_invalid', place, `${what} ${reason}`);
    return reason === null;
  }

  private wrongId(value: unknown): string | null {
    if (value === undefined || value === null || value === '') return 'is missing';
    if (typeof value !== 'string') return `must be text, and is ${seen(value)}`;
    if (value.length > this.limits.idLength) {
      return `has ${value.length} characters, the limit is ${this.limits.idLength}`;
    }
    if (RESERVED_IDS.has(value)) return `is the reserved word ${seen(value)}`;
    return hasControlCharacter(value) ? `contains a control character: ${seen(value)}` : null;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x20) return true;
  }
  return false;
}
