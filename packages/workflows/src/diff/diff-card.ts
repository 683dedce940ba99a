import { blocksOf } from '../pack/check-wormholes.ts';
import type { PackCard, PackField, PackInput } from '../pack/pack.ts';
import { fieldLabel } from './field-label.ts';
import type { SeenCard } from './match-cards.ts';
import type { Names } from './match-things.ts';
import type { Change } from './pack-diff.ts';
import { type Origin, originsOf, type ScopeView } from './trace-source.ts';
import { literalTexts } from './value-text.ts';

/** One of the two packs while a card is compared. */
export interface Side {
  readonly view: ScopeView;
  readonly names: Names;
  /** Label of a card of this scope or one around it. */
  readonly labelOf: (card: PackCard) => string;
  /** The same for both packs where the cards are the same. */
  readonly tokenOf: (card: PackCard) => unknown;
}

/** What differs between two cards that are taken for one. */
export function diffCard(
  before: SeenCard,
  after: SeenCard,
  sides: readonly [Side, Side],
  path: string,
): readonly Change[] {
  const subject = `${path}${after.label}`;
  const changes: Change[] = [];
  const note = (what: Change['what'], name: string, from: Text, to: Text): void => {
    if (from.token !== to.token) changes.push({ what, subject: name, before: from.shown, after: to.shown });
  };
  note('title', subject, plain(JSON.stringify(before.card.title)), plain(JSON.stringify(after.card.title)));
  note('comment', subject, plain(before.card.comment), plain(after.card.comment));
  note('branch', subject, branchText(before, sides[0]), branchText(after, sides[1]));
  note(
    'connection',
    subject,
    reference(before.card.connectionId, sides[0]),
    reference(after.card.connectionId, sides[1]),
  );
  note(
    'timeout',
    subject,
    plain(String(before.card.timeoutMilliseconds)),
    plain(String(after.card.timeoutMilliseconds)),
  );
  note('error handling', subject, policyText(before.card, sides[0]), policyText(after.card, sides[1]));
  for (const [label, from, to] of pairFields(before.card, after.card, inputsOf)) {
    const name = `${subject}.${label}`;
    note('value', name, valueText(before.card, from, sides[0]), valueText(after.card, to, sides[1]));
    note('wiring', name, wiringText(before.card, from, sides[0]), wiringText(after.card, to, sides[1]));
    if (from !== null && to !== null) note('type', name, plain(typeText(from)), plain(typeText(to)));
  }
  for (const [label, from, to] of pairFields(before.card, after.card, readOutputsOf)) {
    if (from !== null && to !== null) note('type', `${subject}.${label}`, plain(typeText(from)), plain(typeText(to)));
  }
  return changes;
}

interface Text {
  readonly token: unknown;
  readonly shown: string | null;
}

const NOTHING: Text = { token: null, shown: null };

function plain(text: string | null): Text {
  return { token: text, shown: text };
}

function pairFields<F extends PackField>(
  before: PackCard,
  after: PackCard,
  fieldsOf: (card: PackCard) => readonly F[],
): readonly (readonly [label: string, before: F | null, after: F | null])[] {
  const old = new Map(fieldsOf(before).map((field) => [fieldLabel(before, field), field]));
  const now = new Map(fieldsOf(after).map((field) => [fieldLabel(after, field), field]));
  const labels = new Set([...old.keys(), ...now.keys()]);
  return [...labels].map((label) => [label, old.get(label) ?? null, now.get(label) ?? null] as const);
}

/** Ways into blocks are seen where their values are used. */
function inputsOf(card: PackCard): readonly PackInput[] {
  return card.inputs.filter(({ wormholeOf }) => wormholeOf === null);
}

function readOutputsOf(card: PackCard): PackCard['outputs'] {
  const read = new Set(card.pins.map(({ output }) => output));
  return card.outputs.filter(({ id, wormholeOf }) => wormholeOf === null && read.has(id));
}

function typeText({ type, isList, schema }: PackField): string {
  return `${schema === null ? type : `{${[...schema].sort().join(', ')}}`}${isList ? '[]' : ''}`;
}

/** A literal counts only where nothing is pinned or mapped. */
function valueText(card: PackCard, input: PackInput | null, side: Side): Text {
  if (input === null || input.block !== null || input.proxy?.dynamic === true) return NOTHING;
  if (originsOf(side.view, card, input).length > 0) return NOTHING;
  return literalTexts(card, input, side.names) ?? NOTHING;
}

function wiringText(card: PackCard, input: PackInput | null, side: Side): Text {
  if (input === null) return NOTHING;
  if (input.proxy?.dynamic === true) return plain(input.proxy.path ? `item.${input.proxy.path}` : 'item');
  const origins = originsOf(side.view, card, input);
  if (origins.length === 0) return NOTHING;
  const tokens = origins.map(({ card: from, ...rest }) => JSON.stringify([side.tokenOf(from), rest])).sort();
  return { token: tokens.join('\n'), shown: origins.map((origin) => originText(origin, side)).join(' or ') };
}

function originText({ card, output, path, convert }: Origin, side: Side): string {
  const value = [`${side.labelOf(card)}.${output}`, ...path].join('.');
  return convert === '' ? value : `${value} (${convert})`;
}

function branchText({ region }: SeenCard, side: Side): Text {
  if (region === null) return NOTHING;
  const card = side.view.scope.cards.find(({ id }) => id === region.ifCard);
  if (card === undefined) return NOTHING;
  return {
    token: JSON.stringify([side.tokenOf(card), region.side]),
    shown: `${region.side ? 'then' : 'else'} of ${side.labelOf(card)}`,
  };
}

function reference(id: string | null, side: Side): Text {
  return id === null ? NOTHING : { token: side.names.token(id), shown: side.names.show(id) ?? id };
}

function policyText({ errorPolicy }: PackCard, side: Side): Text {
  const { then, retries, delayMilliseconds, onlyRateLimits } = errorPolicy;
  const flow = then.type === 'flow' ? reference(then.flowId, side) : NOTHING;
  const action = then.type === 'flow' ? `run ${flow.shown}` : then.type;
  const again =
    retries === 0
      ? ''
      : `, ${retries} retries after ${delayMilliseconds.join('-')} ms${onlyRateLimits ? ' (rate limits)' : ''}`;
  return { token: JSON.stringify([then.type, flow.token, again]), shown: `${action}${again}` };
}

/** Blocks of both cards by name, null where one has none. */
export function pairBlocks(before: PackCard | null, after: PackCard | null) {
  const old = new Map(blockEntries(before));
  const now = new Map(blockEntries(after));
  return [...new Set([...old.keys(), ...now.keys()])].map(
    (name) => [name, old.get(name) ?? null, now.get(name) ?? null] as const,
  );
}

function blockEntries(card: PackCard | null) {
  if (card === null) return [];
  const labels = new Map(
    card.inputs.map((input) => [
      input.group === null ? input.key : `${input.group}.${input.key}`,
      fieldLabel(card, input),
    ]),
  );
  return blocksOf(card).map(({ name, block }) => [labels.get(name) ?? name, block] as const);
}
