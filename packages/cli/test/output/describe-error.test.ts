import { notFound, validationFailed } from '@headwater/protocol';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { describeError, failureJson, failureLines } from '../../src/output/describe-error.ts';

describe('an error', () => {
  it('is told to people as what happened, the causes and what to do', () => {
    const facts = {
      code: 'x',
      message: 'It broke.',
      details: ['a', 'b'],
      picture: ['  1 +', '     ^'],
      remedy: 'Mend it.',
    };
    expect(failureLines(facts)).toEqual(['headwater: It broke.', '  a', '  b', '  1 +', '     ^', '  Mend it.']);
  });

  it('is one JSON document for programs, with a place instead of a picture', () => {
    const failure = new Failure({ code: 'x', message: 'It broke.', picture: ['^'], data: { line: 1, column: 2 } });
    expect(failureJson(describeError(failure))).toBe(
      '{"error":{"code":"x","message":"It broke.","line":1,"column":2}}',
    );
  });

  it('of the directory is told by its causes', () => {
    expect(describeError(validationFailed('label', ['label: Label must be specified']))).toEqual({
      code: 'validationFailed',
      message: 'label: Label must be specified.',
    });
    expect(describeError(notFound('0oa1', 'AppInstance'))).toMatchObject({
      code: 'notFound',
      message: 'Not found: Resource not found: 0oa1 (AppInstance)',
    });
  });

  it('that nobody expected keeps its stack', () => {
    expect(describeError(new TypeError('x is not a function'))).toMatchObject({
      code: 'unexpected',
      message: 'TypeError: x is not a function',
      details: expect.arrayContaining([expect.stringContaining('describe-error.test')]),
    });
  });
});
