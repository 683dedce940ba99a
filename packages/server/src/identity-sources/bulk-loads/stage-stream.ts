import type { JsonStream } from '../../json/json-stream.ts';
import type { BulkKind } from './bulk-kinds.ts';
import type { StagedItems, StageRules } from './stage-items.ts';

/** Items staged together: what is in memory of a streamed upload, besides what is packed already. */
const PART_ITEMS = 2_000;

/**
 * Stages a streamed upload in parts, in upload order. What a small body is refused for, a large one is refused for as well: members beside
 * the list may come after it, so the last part is checked with all of them. Throws what the kind's `stage` and the stream throw.
 */
export async function* stageStream(kind: BulkKind, stream: JsonStream, rules: StageRules): AsyncGenerator<StagedItems> {
  const members: Record<string, unknown> = {};
  let items: unknown[] = [];
  let before = 0;
  let isList = false;
  for await (const part of stream.parts()) {
    if (part.kind === 'member') members[part.name] = part.value;
    else if (part.name === kind.field) {
      isList = true;
      // The last part is never empty: it waits for the item after it.
      if (items.length === PART_ITEMS) {
        yield kind.stage({ entityType: 'USERS', ...members, [kind.field]: items }, { ...rules, before });
        before += items.length;
        items = [];
      }
      items.push(part.value);
    }
  }
  // An empty list, and one that is no list, is a member or nothing.
  yield kind.stage(isList ? { ...members, [kind.field]: items } : members, { ...rules, before });
}
