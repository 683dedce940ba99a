import { toBoolean, toNumber, toText } from '../../values/convert.ts';
import { FileValue } from '../../values/file-value.ts';
import type { InterpreterCard } from '../interpreter-card.ts';
import { outputs } from '../step.ts';

/** Export Flow: a flow as a file, as the export of the console gives it (workflows-functions 13). */
export const exportFlow: InterpreterCard = {
  name: 'utility:exportFlo',
  title: 'Export Flow',
  begin({ inputs, host }) {
    const flowId = toText(inputs.get('flo'));
    const indent = toBoolean(inputs.get('pretty')) ? Math.min(8, Math.max(1, toNumber(inputs.get('indent')) ?? 2)) : 0;
    return {
      type: 'effect',
      effect: 'reads',
      perform: async () => {
        const { name, text } = await host.ports.flows.exportFlow(flowId);
        const content = new TextEncoder().encode(JSON.stringify(JSON.parse(text), null, indent));
        const filename = `${name}.flow`;
        const output = new FileValue(filename, 'application/json', content);
        return outputs({ output, Filename: filename, Size: content.byteLength });
      },
    };
  },
};
