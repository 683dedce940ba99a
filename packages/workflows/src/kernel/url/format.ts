import { checkText } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { isObject, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { encodeQuery } from './encode-query.ts';

/** A URL from its parts, the reverse of Parse. The query is text or an object. */
export const urlFormat: KernelFunction = {
  name: 'url:format',
  title: 'Format',
  run: ({ inputs }) => {
    const host = toText(inputs.get('host')).trim();
    const port = toText(inputs.get('port')).trim();
    const authority = host === '' ? '' : `//${host}${port === '' || port === '0' ? '' : `:${port}`}`;
    const path = toText(inputs.get('path'));
    const rooted = authority === '' || path.startsWith('/') || path === '' ? path : `/${path}`;
    return {
      url: checkText(protocolText(inputs.get('protocol')) + authority + rooted + queryText(inputs.get('query'))),
    };
  },
  examples: [
    {
      title: 'everything',
      inputs: { protocol: 'http:', host: 'www.test.com', port: 8080, path: '/test', query: 'a=1&b=2' },
      outputs: { url: 'http://www.test.com:8080/test?a=1&b=2' },
    },
    {
      title: 'signs between the parts are added where they are missing',
      inputs: { protocol: 'https', host: 'example.com', port: null, path: 'a', query: '?b=c' },
      outputs: { url: 'https://example.com/a?b=c' },
    },
    {
      title: 'the query as an object',
      inputs: { protocol: 'https:', host: 'example.com', path: '/', query: { q: 'a b' } },
      outputs: { url: 'https://example.com/?q=a%20b' },
    },
    { title: 'only a path', inputs: { path: '/a', query: {} }, outputs: { url: '/a' } },
    { title: 'nothing', inputs: {}, outputs: { url: '' } },
  ],
};

function protocolText(protocol: Value): string {
  const text = toText(protocol).trim();
  return text === '' || text.endsWith(':') ? text : `${text}:`;
}

function queryText(query: Value): string {
  const text = isObject(query) ? encodeQuery(query) : toText(query).replace(/^\?/, '');
  return text === '' ? '' : `?${text}`;
}
