import type { Action, ActionCall, Connector } from '../../../src/connectors/connector.ts';
import { checkStatus } from '../../../src/connectors/http/http-error.ts';
import { sendRawRequest } from '../../../src/connectors/http/send.ts';
import { toNumber, toText } from '../../../src/values/convert.ts';
import type { Value } from '../../../src/values/value.ts';

/** A connector whose cards send what they are told to: `probe:change` seen from outside, `probe:look` repeatable, `probe:list` a stream. */
export const probe: Connector = {
  name: 'probe',
  title: 'Probe',
  connections: ['none'],
  actions: {
    change: { title: 'Change', effect: 'outside', required: ['what'], run: (call) => send(call, 'POST') },
    look: { title: 'Look', effect: 'reads', run: (call) => send(call, 'GET') },
    list: {
      title: 'List',
      effect: 'reads',
      run: () => ({ Result: { Records: [] } }),
      stream: async (call, cursor) => {
        const page = toNumber(cursor) ?? 0;
        await send(call, 'GET', `/page${page}`);
        const pages = toNumber(call.inputs.get('pages')) ?? 1;
        const records = [0, 1].map((at): Value => ({ id: page * 2 + at }));
        return { records, next: page + 1 < pages ? page + 1 : null };
      },
    },
  } satisfies Readonly<Record<string, Action>>,
};

async function send(call: ActionCall, method: string, more = '') {
  const url = `https://probe.test/${toText(call.inputs.get('what'))}${more}`;
  const response = checkStatus(await sendRawRequest(call, { connection: null, method, url }));
  return { '': { answer: response.text } };
}
