import type { LoadEvent } from '@headwater/client';
import { count, counted } from '../../output/number.ts';
import type { Terminal } from '../../terminal.ts';

/** Shows how far a load is. */
export interface Progress {
  /** Whether it is worth counting the records first. */
  readonly wantsTotal: boolean;
  total(records: number): void;
  /** @param imported the part of the running import that is done, 0 to 1, where it is known */
  on(event: LoadEvent, imported?: number): void;
  end(): void;
}

const BAR_WIDTH = 24;
/** A line in a log for every so many records. */
const LINE_EVERY = 10_000;

/** A bar for a person who watches, lines for a log, nothing when `quiet`. */
export function progressFor(terminal: Terminal, quiet: boolean): Progress {
  if (quiet) return { wantsTotal: false, total: () => undefined, on: () => undefined, end: () => undefined };
  return terminal.interactive ? barProgress(terminal) : lineProgress(terminal);
}

function barProgress(terminal: Terminal): Progress {
  let total = 0;
  let sent = 0;
  let importing = 0;
  let part = 0;
  let note = '';
  const draw = () => {
    const share = total === 0 ? 0 : Math.min(sent / total, 1);
    const full = Math.round(share * BAR_WIDTH);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
    const doing =
      note !== '' ? note : importing > 0 ? `importing ${count(importing)} (${Math.floor(part * 100)} %)` : 'sending';
    terminal.status(`${bar} ${count(sent)} of ${count(total)} sent, ${doing}`);
  };
  return {
    wantsTotal: true,
    total: (records) => {
      total = records;
      draw();
    },
    on: (event, imported) => {
      if (event.type === 'finished') return;
      part = imported ?? part;
      if (event.type === 'batch-sent') sent = event.total;
      if (event.type === 'session-triggered') importing += event.items;
      if (event.type === 'session-finished') {
        importing = 0;
        part = 0;
      }
      note = noteOf(event) ?? '';
      draw();
    },
    end: () => terminal.status(''),
  };
}

function lineProgress(terminal: Terminal): Progress {
  let told = 0;
  let lastDetail = '';
  return {
    wantsTotal: false,
    total: () => undefined,
    on: (event) => {
      if (event.type === 'batch-sent' && event.total - told >= LINE_EVERY) {
        told = event.total;
        terminal.tell(`Sent ${counted(told, 'record')}`);
      }
      if (event.type === 'session-triggered') {
        terminal.tell(`Importing ${counted(event.items, 'record')} (session ${event.sessionId})`);
      }
      const note = noteOf(event);
      if (note === undefined) return;
      // The same wait is announced again and again.
      const detail = 'detail' in event ? event.detail : '';
      if (detail !== lastDetail) terminal.tell(note);
      lastDetail = detail;
    },
    end: () => undefined,
  };
}

/** What a person should know beside the count: waits that are not the normal one for the import, and restarts. */
function noteOf(event: LoadEvent): string | undefined {
  if (event.type === 'session-restarted') return `Loading again: ${event.detail}`;
  if (event.type !== 'waiting' || event.reason === 'import-running') return undefined;
  return `Waiting until ${event.until.toTimeString().slice(0, 8)}: ${event.detail}`;
}
