import type { PackCard, PackScope } from './pack.ts';
import { type Place, quoted, seen, within } from './place.ts';
import { kindName } from './read-kind.ts';
import type { Reading } from './reading.ts';

/** Checks that values which enter the blocks of a scope's cards have a way in (workflows-format 3.7). */
export function checkWormholes(reading: Reading, scope: PackScope, place: Place): void {
  for (const card of scope.cards) {
    const blocks = blocksOf(card);
    const at = within(place, 'card', card.title, card.id);
    for (const { name, block } of blocks) checkBlock(reading, card, block, within(at, 'block', name));
    checkInputs(reading, card, blocks, at);
  }
}

/** The blocks that a card holds, with the name of the input, or `handler`. */
export function blocksOf(card: PackCard): readonly { readonly name: string; readonly block: PackScope }[] {
  const blocks: { name: string; block: PackScope }[] = [];
  for (const { block, group, key } of card.inputs) {
    if (block !== null) blocks.push({ name: group === null ? key : `${group}.${key}`, block });
  }
  const { then } = card.errorPolicy;
  if (then.type === 'handler') blocks.push({ name: 'handler', block: then.block });
  return blocks;
}

function checkBlock(reading: Reading, card: PackCard, block: PackScope, at: Place): void {
  const start = block.cards.find((inner) => kindName(inner.kind) === 'control:callable');
  if (start === undefined) return;
  const given = new Set(card.inputs.filter((input) => input.group === 'context').map((input) => input.key));
  for (const output of start.outputs) {
    if (output.wormholeOf === null) continue;
    const place = within(within(at, 'card', start.title, start.id), 'output', output.key);
    if (output.wormholeOf !== card.id) {
      reading.refuse(
        'wormhole_foreign',
        place,
        `It comes from card ${seen(output.wormholeOf)}, and the block is in card ${quoted(card.title)} (${card.id}); a value enters a block only from the card around it`,
      );
    } else if (!given.has(output.key)) {
      reading.refuse(
        'wormhole_unmatched',
        place,
        `Card ${quoted(card.title)} (${card.id}) has no input of group "context" with the same key; wire the value again`,
      );
    }
  }
}

/** Inputs whose block was deleted lead nowhere; they are harmless. */
function checkInputs(reading: Reading, card: PackCard, blocks: ReturnType<typeof blocksOf>, at: Place): void {
  const starts = new Set(blocks.flatMap(({ block }) => block.cards.map((inner) => inner.id)));
  for (const input of card.inputs) {
    if (input.wormholeOf === null || starts.has(input.wormholeOf)) continue;
    reading.warn(
      'wormhole_unused',
      within(at, 'input', input.key),
      `It leads into card ${seen(input.wormholeOf)}, which no block of this card has; it is ignored`,
    );
  }
}
