import { expect, test } from 'vitest';
import type { WireAnswer, WireRequest } from '../src/exchange.ts';
import { Traces } from '../src/traces.ts';

/** What is asked of an org whose search of users answers with `users`, and what is left behind in it. */
async function removeFrom(users: WireAnswer) {
  const traces = new Traces('hwc-1-');
  traces.note({ method: 'POST', path: '/users', headers: {}, body: '{"externalId":"hwc-1-ada"}' });
  const asked: string[] = [];
  const exchange = async ({ method, path }: WireRequest): Promise<WireAnswer> => {
    asked.push(`${method} ${path.replace(/\?.*/, '')}`);
    return method === 'GET' ? users : { status: 204, headers: {}, text: '' };
  };
  const left = await traces.remove({ exchange, source: '/source', authorization: 'SSWS x' });
  return { asked, left };
}

function listing(...logins: readonly string[]): WireAnswer {
  const users = logins.map((login) => ({ id: `00u-${login}`, status: 'DEPROVISIONED', profile: { login } }));
  return { status: 200, headers: {}, text: JSON.stringify(users) };
}

test('removes the people of the run, from their source and from the directory', async () => {
  expect(await removeFrom(listing('hwc-1-ada@example.com'))).toEqual({
    asked: ['DELETE /source/users/hwc-1-ada', 'GET /api/v1/users', 'DELETE /api/v1/users/00u-hwc-1-ada@example.com'],
    left: [],
  });
});

test('deletes nobody else in an org that does not know the search', async () => {
  expect(await removeFrom(listing('boss@example.com'))).toEqual({
    asked: ['DELETE /source/users/hwc-1-ada', 'GET /api/v1/users'],
    left: [],
  });
});

test.each([
  ['refuses the search', { status: 400, headers: {}, text: '{}' }, 400],
  ['answers it with something else', { status: 200, headers: {}, text: '<html>' }, 200],
] as const)('says what may be left in an org that %s', async (_title, answer, status) => {
  expect((await removeFrom(answer)).left).toEqual([
    `people whose login begins with hwc-1-, if any: they cannot be looked for (${status})`,
  ]);
});
