import { BASE_USER_ATTRIBUTES } from '@headwater/protocol';
import { expect, test } from 'vitest';
import { type UserRow, userPresenter } from '../../../src/directory/users/user.ts';
import { AT } from '../support.ts';

const ROW: UserRow = {
  id: '00u00000000000000001',
  status: 'ACTIVE',
  profile: {
    zeta: 1,
    title: 'Dr',
    email: 'a@x.org',
    alpha: true,
    login: 'a@x.org',
    middleName: 'M',
    gone: 'x',
    city: null,
  },
  version: 3,
  created: AT,
  activated: AT,
  statusChanged: null,
  lastLogin: null,
  lastUpdated: AT,
  passwordChanged: AT,
};

const present = userPresenter({
  orgId: '00oTESTORG0000000001',
  origin: 'https://id.example.com',
  schema: [
    ...BASE_USER_ATTRIBUTES,
    { name: 'zeta', title: 'Z', type: 'integer' },
    { name: 'alpha', title: 'A', type: 'boolean' },
  ],
});

test('a user goes on the wire with its keys in order, the profile in the order of the schema', () => {
  expect(JSON.stringify(present(ROW))).toBe(
    JSON.stringify({
      id: '00u00000000000000001',
      status: 'ACTIVE',
      created: '2026-03-01T10:00:00.000Z',
      activated: '2026-03-01T10:00:00.000Z',
      statusChanged: null,
      lastLogin: null,
      lastUpdated: '2026-03-01T10:00:00.000Z',
      passwordChanged: '2026-03-01T10:00:00.000Z',
      type: { id: 'otyTESTORG0000000001' },
      profile: {
        firstName: null,
        lastName: null,
        mobilePhone: null,
        secondEmail: null,
        login: 'a@x.org',
        email: 'a@x.org',
        middleName: 'M',
        title: 'Dr',
        zeta: 1,
        alpha: true,
      },
      credentials: {
        password: {},
        emails: [{ value: 'a@x.org', status: 'VERIFIED', type: 'PRIMARY' }],
        provider: { type: 'OKTA', name: 'OKTA' },
      },
      _links: { self: { href: 'https://id.example.com/api/v1/users/00u00000000000000001' } },
    }),
  );
});
