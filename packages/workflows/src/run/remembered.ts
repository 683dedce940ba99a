import type { CardEnded, CardWaits, FrameOpened, FrameOutcome, JournalEntry, StreamAdvanced } from './journal.ts';

/** What the journal holds of a frame. */
export interface FrameMemory {
  opened: FrameOpened | null;
  outcome: FrameOutcome | null;
  readonly cards: Map<string, CardMemory>;
}

/** What it holds of a card of a frame; always of the latest try. */
export interface CardMemory {
  ended: CardEnded | null;
  waits: CardWaits | null;
  page: StreamAdvanced | null;
}

/** Frames by id. */
export type Remembered = Map<string, FrameMemory>;

/** Sorts entries by frame and card. Entries of frames that are closed may be missing but for the closing itself. */
export function remember(entries: Iterable<JournalEntry>): Remembered {
  const frames: Remembered = new Map();
  for (const entry of entries) {
    const frame = frameOf(frames, entry.frame);
    switch (entry.type) {
      case 'opened':
        frame.opened = entry;
        break;
      case 'closed':
        frame.outcome = entry.outcome;
        // Nobody looks inside of it again.
        frame.cards.clear();
        break;
      case 'card':
        // A page belongs to the try it came in.
        Object.assign(cardOf(frame, entry.card), { ended: entry, page: null });
        break;
      case 'waits':
        cardOf(frame, entry.card).waits = entry;
        break;
      case 'page':
        cardOf(frame, entry.card).page = entry;
        break;
    }
  }
  return frames;
}

function frameOf(frames: Remembered, id: string): FrameMemory {
  const known = frames.get(id);
  if (known !== undefined) return known;
  const frame: FrameMemory = { opened: null, outcome: null, cards: new Map() };
  frames.set(id, frame);
  return frame;
}

function cardOf(frame: FrameMemory, id: string): CardMemory {
  const known = frame.cards.get(id);
  if (known !== undefined) return known;
  const card: CardMemory = { ended: null, waits: null, page: null };
  frame.cards.set(id, card);
  return card;
}
