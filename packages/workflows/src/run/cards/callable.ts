import type { InterpreterCard } from '../interpreter-card.ts';
import { readStart } from '../read-start.ts';

/** Start card of helpers, scheduled flows and blocks (workflows-format 5.1). */
export const callable: InterpreterCard = {
  name: 'control:callable',
  title: 'Helper Flow',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: readStart,
};
