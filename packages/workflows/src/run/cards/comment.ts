import type { InterpreterCard } from '../interpreter-card.ts';
import { DONE } from '../step.ts';

/** A note of the author; a link of the chain. */
export const comment: InterpreterCard = {
  name: 'control:comment',
  title: 'Comment',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: () => DONE,
};
