import { sendRawRequest } from '../../connectors/http/send.ts';
import { isVoid } from '../../values/compare.ts';
import { toText } from '../../values/convert.ts';
import { CardError } from '../card-error.ts';
import { checkRequired } from '../check-required.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import type { ResolvedInputs } from '../resolved-inputs.ts';
import { outputs } from '../step.ts';

/** Raw Request of the built-in cards: a call without a connection that no status makes fail (workflows-format 6.2). */
export const rawRequest: InterpreterCard = {
  name: 'http:raw',
  title: 'Raw Request',
  begin({ card, inputs, host }) {
    if (host.choices.requiredInputEmpty === 'fails') checkRequired(['url'], inputs, card.title);
    checkNoCertificate(inputs);
    const named = toText(inputs.get('method'));
    const method = named === '' ? 'GET' : named.toUpperCase();
    return {
      type: 'effect',
      effect: method === 'GET' ? 'reads' : 'outside',
      perform: async ({ callId, signal }) => {
        const { status, headers, text } = await sendRawRequest(
          { ports: host.ports, callId, signal, timeoutMilliseconds: card.timeoutMilliseconds },
          {
            connection: null,
            method,
            url: toText(inputs.get('url')),
            query: inputs.get('query'),
            headers: inputs.get('headers'),
            body: inputs.get('body'),
          },
        );
        return outputs({ statusCode: status, headers, body: text });
      },
    };
  },
};

function checkNoCertificate(inputs: ResolvedInputs): void {
  for (const { key, value } of inputs.all('ssl')) {
    if (isVoid(value)) continue;
    throw new CardError(`Raw Request does not send certificates of flows (ssl.${key}); call a service without one`, {
      kind: 'not_implemented',
    });
  }
}
