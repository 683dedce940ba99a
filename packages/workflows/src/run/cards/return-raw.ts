import { toObject } from '../../values/convert.ts';
import { httpAnswer } from '../http-answer.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** Ends the flow, or the block it is in, and says what an endpoint answers, word for word (workflows-format 5.3). */
export const returnRaw: InterpreterCard = {
  name: 'control:returnRaw',
  title: 'Return Raw',
  isPure: true,
  begin({ inputs }) {
    const headers = toObject(inputs.get('headers'));
    const answer = httpAnswer(inputs.get('statusCode'), headers, inputs.get('body'));
    const { statusCode, body } = answer;
    return { type: 'close', outcome: { status: 'returned', result: { statusCode, headers, body }, answer } };
  },
};
