import { toNumber, toObject, toText } from '../../values/convert.ts';
import type { InterpreterCard } from '../interpreter-card.ts';

/** Ends the flow, or the block it is in, and says what an endpoint answers, word for word (workflows-format 5.3). */
export const returnRaw: InterpreterCard = {
  name: 'control:returnRaw',
  title: 'Return Raw',
  isPure: true,
  begin({ inputs }) {
    const statusCode = toNumber(inputs.get('statusCode')) ?? 200;
    const headers = toObject(inputs.get('headers'));
    const body = toText(inputs.get('body'));
    const answer = { statusCode, headers: textValues(headers), body };
    return { type: 'close', outcome: { status: 'returned', result: { statusCode, headers, body }, answer } };
  },
};

/** Fields as headers. */
function textValues(fields: ReturnType<typeof toObject>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toText(value)]));
}
