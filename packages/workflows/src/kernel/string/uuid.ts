import type { KernelFunction } from '../kernel-function.ts';

/** A random UUID (RFC 4122, version 4), in small letters. */
export const stringUuid: KernelFunction = {
  name: 'string:uuid',
  title: 'Unique ID',
  isVolatile: true,
  run: ({ random }) => {
    const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString('hex');
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return { 'unique ID': parts.join('-') };
  },
  examples: [
    { title: 'version 4', inputs: {}, outputs: { 'unique ID': '40404040-4040-4040-8040-404040404040' } },
    {
      title: 'inputs make no difference',
      inputs: { a: 1 },
      outputs: { 'unique ID': '40404040-4040-4040-8040-404040404040' },
    },
    { title: 'null neither', inputs: { a: null }, outputs: { 'unique ID': '40404040-4040-4040-8040-404040404040' } },
  ],
};
