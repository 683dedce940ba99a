import type { InterpreterCard } from '../interpreter-card.ts';
import { readStart } from '../read-start.ts';

/** Start card of API endpoints: `raw`, `body`, `query` and `headers` as the host gives them (workflows-format 5.9). */
export const accept: InterpreterCard = {
  name: 'http:accept',
  title: 'API Endpoint',
  isPure: true,
  isStructure: true,
  isSilent: true,
  begin: readStart,
};
