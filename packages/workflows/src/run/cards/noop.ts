import type { InterpreterCard } from '../interpreter-card.ts';
import { DONE } from '../step.ts';

/** Head of a branch of If/Else, and start card of flows that are started by hand. */
export const noop: InterpreterCard = {
  name: 'control:noop',
  title: 'Noop',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: () => DONE,
};
