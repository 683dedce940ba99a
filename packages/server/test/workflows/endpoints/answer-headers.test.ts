import { describe, expect, it } from 'vitest';
import { answerHeaders } from '../../../src/workflows/endpoints/answer-headers.ts';

const ALWAYS = {
  'content-type': 'text/plain; charset=utf-8',
  'content-security-policy': 'sandbox allow-forms allow-popups allow-scripts',
};

describe('headers of an answer that a flow gives', () => {
  it('are as it says', () => {
    const given = { 'Content-Type': 'application/json', Location: '/x', 'X-Own': 'a' };
    expect(answerHeaders(given)).toEqual({
      ...ALWAYS,
      'content-type': 'application/json',
      location: '/x',
      'x-own': 'a',
    });
  });

  it.each([
    'Content-Length',
    'transfer-encoding',
    'X-Accel-Redirect',
    'x-sendfile',
    'Set-Cookie',
    'Strict-Transport-Security',
    'Clear-Site-Data',
    'Content-Security-Policy',
    'x-headwater-execution-id',
    '__proto__',
    'with blank',
    'with\r\nline',
  ])('are not %j', (name) => {
    expect(answerHeaders(JSON.parse(JSON.stringify({ [name]: 'x' })))).toEqual(ALWAYS);
  });

  it('are none whose value would begin another', () => {
    expect(answerHeaders({ 'x-own': 'a\r\nset-cookie: b=c', 'x-nul': '\0' })).toEqual(ALWAYS);
  });
});
