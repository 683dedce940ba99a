import type { EvaluationContext, ProblemCode, Value } from '../../../src/index.ts';

/** One row: an expression, and its value for {@link PERSON} or the code of its error. */
export type Example = readonly [expression: string, outcome: Value | { readonly error: ProblemCode }];

/** The person that the examples are about. */
export const PERSON: EvaluationContext = {
  source: {
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@example.org',
    middleName: null,
    cleared: '',
    level: 7,
    score: 2.5,
    active: true,
    tags: ['red', 'blue'],
    csv: 'a,b, c',
  },
  user: { firstName: 'Ada', salary: 10 },
  app: { region: 'eu' },
  org: { name: 'Acme', subDomain: 'acme' },
  idpuser: { firstName: 'Ida' },
  session: { amr: ['pwd'] },
  access: { scope: ['openid'] },
  appInstance: (app) => (app === 'mail' ? { domain: 'acme.example' } : null),
  appUsers: (app) => {
    if (app === 'active_directory') return [{ managerUpn: 'bob@acme.example' }];
    if (app === 'workday') return [{ employeeID: '1' }, { employeeID: '2' }];
    return app === 'mail' ? [{ userName: 'ada.b' }] : [];
  },
  sourceUsers: (label) => (label === 'Payroll' ? [{ grade: 'A' }] : []),
  groups: () => [
    { id: 'g1', name: 'Everyone', type: 'BUILT_IN', sourceId: null },
    { id: 'g2', name: 'West Coast', type: 'OKTA_GROUP', sourceId: null, profile: { name: 'West Coast', floor: 2 } },
    { id: 'g3', name: 'Engineers', type: 'APP_GROUP', sourceId: 's1', sourceName: 'mail' },
  ],
  linkedObject: (name) => (name === 'manager' ? { lastName: 'Babbage' } : null),
  relatedUser: (relation, app) => (relation === 'manager' ? { firstName: app === null ? 'Mia' : `Mia-${app}` } : null),
  internalProperty: (name) => ({ id: '00u1', status: 'ACTIVE' })[name] ?? null,
  clock: { now: () => new Date('2015-07-31T17:30:49.964Z') },
};
