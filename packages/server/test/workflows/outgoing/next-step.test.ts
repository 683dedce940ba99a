import { describe, expect, it } from 'vitest';
import { nextStep, type Step } from '../../../src/workflows/outgoing/next-step.ts';

const step: Step = {
  method: 'POST',
  url: new URL('https://a.example/token'),
  headers: { accept: 'text/plain', authorization: 'Basic abc', 'x-own': 'secret', 'content-type': 'text/plain' },
  body: 'client_secret=abc',
};

function led(location: string, status = 307): Step | null {
  return nextStep(step, { status, headers: { location }, body: new Uint8Array() });
}

describe('where an answer leads', () => {
  it('is the same request to the same origin', () => {
    expect(led('/other')).toEqual({ ...step, url: new URL('https://a.example/other') });
  });

  it.each(['https://b.example/', 'https://a.example:8443/', '//b.example/'])(
    'is a request without anything that may be a credential at %s',
    (location) => {
      expect(led(location)?.headers).toEqual({ accept: 'text/plain', 'content-type': 'text/plain' });
    },
  );

  it.each(['http://a.example/', 'http://b.example/token'])(
    'is nowhere when it is not encrypted any more: %s',
    (location) => {
      expect(led(location)).toBeNull();
    },
  );

  it('is a GET without the body after 303', () => {
    expect(led('https://b.example/', 303)).toEqual({
      method: 'GET',
      url: new URL('https://b.example/'),
      headers: { accept: 'text/plain' },
      body: null,
    });
  });
});
