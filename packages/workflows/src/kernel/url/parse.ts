import { toText } from '../../values/convert.ts';
import type { Fields, KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** The parts of a URL as they are written: the host without port and in small letters, the path without query; null for what it lacks. */
export const urlParse: KernelFunction = {
  name: 'url:parse',
  title: 'Parse',
  run: ({ inputs }) => parseUrl(toText(namedInput(inputs, 'url', 'string'))),
  examples: [
    {
      title: 'everything',
      inputs: { url: 'http://www.test.com:8080/test url?value=example&value2=URL' },
      outputs: {
        protocol: 'http:',
        host: 'www.test.com',
        port: 8080,
        path: '/test url',
        query: 'value=example&value2=URL',
      },
    },
    {
      title: 'no port and no query',
      inputs: { url: 'https://Example.COM/a' },
      outputs: { protocol: 'https:', host: 'example.com', port: null, path: '/a', query: null },
    },
    {
      title: 'no path',
      inputs: { url: 'HTTPS://example.com' },
      outputs: { protocol: 'https:', host: 'example.com', port: null, path: '/', query: null },
    },
    {
      title: 'an account, an IPv6 address, a fragment',
      inputs: { url: 'https://ann:secret@[::1]:443/a/b?c?d#e?f' },
      outputs: { protocol: 'https:', host: '[::1]', port: 443, path: '/a/b', query: 'c?d' },
    },
    {
      title: 'only a path',
      inputs: { url: '/api/v1/users?limit=2' },
      outputs: { protocol: null, host: null, port: null, path: '/api/v1/users', query: 'limit=2' },
    },
    {
      title: 'an address without host',
      inputs: { url: 'mailto:ann@example.com' },
      outputs: { protocol: 'mailto:', host: null, port: null, path: 'ann@example.com', query: null },
    },
    {
      title: 'nothing',
      inputs: { url: null },
      outputs: { protocol: null, host: null, port: null, path: null, query: null },
    },
  ],
};

/** Each part ends at the first sign that it cannot hold, so reading takes time in proportion to the text. */
const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*:))?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/;

function parseUrl(url: string): Fields {
  const [, protocol, authority, path = '', query] = URL_PARTS.exec(url.trim()) ?? [];
  const server = authority?.slice(authority.lastIndexOf('@') + 1);
  const port = server === undefined ? null : (/:(\d{1,5})$/.exec(server)?.[1] ?? null);
  const host = port === null ? server : server?.slice(0, -port.length - 1);
  return {
    protocol: protocol?.toLowerCase() ?? null,
    host: host?.replace(/:$/, '').toLowerCase() || null,
    port: port === null ? null : Number(port),
    path: path || (authority === undefined ? null : '/'),
    query: query ?? null,
  };
}
