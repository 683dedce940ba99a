import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiError, notFound, validationFailed } from '../../src/errors/api-error.ts';
import { ERROR_CATALOGUE } from '../../src/errors/catalogue.ts';

describe('ApiError', () => {
  it('fills the templates of its entry', () => {
    expect(
      new ApiError('sessionNotStartable', { data: { sessionId: 'aps1', statuses: 'IN_PROGRESS' } }).toBody('oae1'),
    ).toEqual({
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: importSessionId',
      errorLink: 'E0000001',
      errorId: 'oae1',
      errorCauses: [{ errorSummary: 'Session=aps1 should be in IN_PROGRESS status in order to be processed' }],
    });
  });

  it('names what was not found, with an empty list of causes', () => {
    expect(notFound('x', 'User').toBody('oae1')).toEqual({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: x (User)',
      errorLink: 'E0000007',
      errorId: 'oae1',
      errorCauses: [],
    });
  });

  it('lists every cause of a failed validation', () => {
    const error = validationFailed('profiles', ['a', 'b']);
    expect({ status: error.status, summary: error.summary, causes: error.causes }).toEqual({
      status: 400,
      summary: 'Api validation failed: profiles',
      causes: ['a', 'b'],
    });
  });

  it('does not read inherited names as data', () => {
    expect(new ApiError('notFound', { data: { id: '{constructor}' } }).summary).toBe(
      'Not found: Resource not found: {constructor} ({type})',
    );
  });
});

describe('docs/reference/errors.md', () => {
  it('has exactly the entries of the catalogue', () => {
    const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const expected = Object.entries(ERROR_CATALOGUE).map(
      ([code, { status, oktaCode, remedy, ...texts }]) =>
        `| \`${code}\` | ${status} | \`${oktaCode}\` | ${'cause' in texts ? texts.cause : texts.summary} | ${remedy} |`,
    );
    expect(rows).toEqual(expected);
  });
});
