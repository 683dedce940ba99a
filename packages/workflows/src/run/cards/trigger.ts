import type { InterpreterCard } from '../interpreter-card.ts';
import { readStart } from '../read-start.ts';

/** Start card of event flows, whatever its connector: `collection` holds the events (workflows-format 5.10). */
export const trigger: InterpreterCard = {
  name: 'event',
  title: 'Event',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: readStart,
};
