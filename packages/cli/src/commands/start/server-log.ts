import { inspect } from 'node:util';
import { type Clock, systemClock } from '@headwater/protocol';
import type { Terminal } from '../../terminal.ts';

type Log = import('@headwater/server').Log;

/** The server's log on standard error: one line an entry, with its time and data; the stack of an error follows it. */
export function serverLog(terminal: Terminal, clock: Clock = systemClock): Log {
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (message, data) => {
      const more = data === undefined ? '' : ` ${inspect(data, { depth: 5, breakLength: Number.POSITIVE_INFINITY })}`;
      terminal.tell(`${clock.now().toISOString()} ${level} ${message}${more}`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
