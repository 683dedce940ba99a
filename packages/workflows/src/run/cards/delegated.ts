import type { InterpreterCard } from '../interpreter-card.ts';
import { readStart } from '../read-start.ts';

/** Start card of flows that people start with a form (workflows-format 5.9). */
export const delegated: InterpreterCard = {
  name: 'http:delegated',
  title: 'Delegated Flow',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: readStart,
};
