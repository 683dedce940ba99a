import { type BuiltPack, buildPack, type FlowRef, field, item, type ScopeBuilder } from '../support/build-pack.ts';

/** Stands for the id of the identity source; bindings say which it is. */
const SOURCE = '0oasamplemsgraph0001';

/** What a session takes (identity-sources-api: 50 bulk loads of 200 people). */
const LOADS_PER_SESSION = 50;

/** The sample pack `microsoft-graph`: users page by page, fifty loads a session. */
export function microsoftGraph(): BuiltPack {
  return buildPack(
    (pack) => {
      const folder = pack.folder('Microsoft Graph');
      pack.connection('okta', 'This org');
      pack.connection('httpfunctions', 'Microsoft Graph');
      const settings = pack.table(
        'Settings',
        { name: 'str', value: 'str' },
        { folder, description: 'page_size: users per page, 1 to 200' },
      );

      const user = pack.helper(
        'Graph user to source user',
        { user: 'object' },
        (f) => {
          const given = f.arg('user');
          const login = given.at('userPrincipalName');
          const profile = f.construct({
            userName: login,
            email: given.at('mail'),
            firstName: given.at('givenName'),
            lastName: given.at('surname'),
            displayName: given.at('displayName'),
            title: given.at('jobTitle'),
            department: given.at('department'),
            mobilePhone: given.at('mobilePhone'),
          });
          f.return({ externalId: given.at('id'), profile });
        },
        { folder },
      );

      const load = pack.helper(
        'Load users',
        { users: 'object[]', operation: 'string', session_id: 'string', loads: 'number' },
        loadUsers,
        {
          folder,
          description: 'Loads one page. Opens a session when there is none, and the next one when the session is full.',
        },
      );

      pack.helper(
        'Import page',
        { link: 'string', operation: 'string', session_id: 'string', loads: 'number' },
        (f) => importPage(f, user, load, pack.ref('Import page')),
        { folder, description: 'One page of users, then the next; the session is triggered after the last.' },
      );

      const discard = pack.helper(
        'Discard open session',
        { session: 'object' },
        (f) => {
          f.continueIf([f.arg('session').at('status'), 'in', 'CREATED IN_PROGRESS']);
          f.card('okta:deleteImportSession', {
            options: { application: SOURCE },
            groups: { Application: { sessionId: field('string', f.arg('session').at('id'), { required: true }) } },
          });
        },
        { folder },
      );

      const all = pack.helper(
        'Import all pages',
        { enabled: 'string', operation: 'string' },
        (f) => {
          const size = f.search(settings, [['name', '=', 'page_size']]).outOf('Fields', 'value');
          f.throwIf(
            [size.as('parseFloat'), '>', 200],
            'page_size in the table Settings is more than 200, the most that a load takes',
          );
          const top = f.card('control:assignIf', {
            in: {
              'left-operand': size,
              operator: 'is empty',
              'right-operand': '',
              valueIfTrue: '100',
              valueIfFalse: size,
            },
          });
          const link = f.compose(
            'https://graph.microsoft.com/v1.0/users?$top={{top}}&$select=id,userPrincipalName,mail,givenName,surname,displayName,jobTitle,department,mobilePhone&$filter=accountEnabled eq {{enabled}}',
            { top: top.out('output'), enabled: f.arg('enabled') },
          );
          const sessions = f.card('okta:listImportSessions', { options: { application: SOURCE } });
          f.each(sessions.outOf('Result', 'Sessions', 'object[]'), discard, { session: item() });
          f.call(pack.ref('Import page'), { link, operation: f.arg('operation'), session_id: '', loads: 0 });
        },
        { folder },
      );

      pack.scheduled(
        'Import enabled users',
        '0 4 * * *',
        (f) => {
          f.call(all, { enabled: 'true', operation: 'upsert' });
        },
        { folder },
      );

      pack.scheduled(
        'Deactivate disabled users',
        '30 4 * * *',
        (f) => {
          f.call(all, { enabled: 'false', operation: 'delete' });
        },
        { folder, description: 'Half an hour later, because a source takes one session in five minutes' },
      );
    },
    { ids: 'export', name: 'microsoft-graph' },
  );
}

function importPage(f: ScopeBuilder, user: FlowRef, load: FlowRef, self: FlowRef): void {
  const answer = f.card('httpfunctions:get', {
    groups: { Request: { URL: field('string', f.arg('link'), { required: true }), Query: {}, Headers: {} } },
    onError: { type: 'finish', retry: 3, delay: [30000, 60000], retryCondition: 'ratelimits' },
  });
  const body = answer.outOf('Response', 'Body', 'object');
  const users = f.map(body.at('value', 'object[]'), user, { user: item() }, { concurrency: 50 });
  const loaded = f.call(load, {
    users,
    operation: f.arg('operation'),
    session_id: f.arg('session_id'),
    loads: f.arg('loads'),
  });
  const session = loaded.out('session_id');
  const loads = loaded.out('loads', 'number');
  const next = f
    .card('object:pick', { in: { object: field('object', body, { required: true }) } })
    .addOutput(null, '@odata.nextLink', 'string');
  f.ifElse(
    [next, 'is not empty'],
    (more) => {
      more.call(self, { link: next, operation: more.arg('operation'), session_id: session, loads });
      return {};
    },
    (last) => {
      last.ifElse([loads, '>', 0], (some) => {
        trigger(some, session);
        return {};
      });
      return {};
    },
  );
}

function loadUsers(f: ScopeBuilder): void {
  f.comment('An empty page changes nothing: a session that saw only empty loads cannot be triggered.', 'Why');
  const length = f.card('list:length', { in: { list: field('object[]', f.arg('users'), { required: true }) } });
  const done = f.ifElse(
    [length.out('length', 'number'), '==', 0],
    (none) => ({ session_id: none.arg('session_id'), loads: none.arg('loads') }),
    (some) => {
      const full = some.ifElse(
        [some.arg('loads'), '>=', LOADS_PER_SESSION],
        (end) => {
          trigger(end, end.arg('session_id'));
          end.wait(5, 'minute');
          return { session_id: '' };
        },
        (room) => ({ session_id: room.arg('session_id') }),
      );
      const open = some.ifElse(
        [full.out('session_id'), 'is empty'],
        (begin) => {
          const created = begin.card('okta:createAnImportSession', { options: { application: SOURCE } });
          return { session_id: created.outOf('Session', 'id'), loads: 0 };
        },
        (same) => ({ session_id: full.out('session_id'), loads: same.arg('loads') }),
      );
      const session = open.out('session_id');
      some.ifElse(
        [some.arg('operation'), '==', 'delete'],
        (gone) => {
          bulk(gone, session, 'delete');
          return {};
        },
        (here) => {
          bulk(here, session, 'upsert');
          return {};
        },
      );
      const sum = some.card('math:add', {
        in: {
          a: field('number', open.out('loads', 'number'), { required: true }),
          b: field('number', 1, { required: true }),
        },
      });
      return { session_id: session, loads: sum.out('output', 'number') };
    },
  );
  f.return({ session_id: done.out('session_id'), loads: done.out('loads', 'number') });
}

type Session = ReturnType<ScopeBuilder['arg']>;

function bulk(f: ScopeBuilder, session: Session, importOperation: 'upsert' | 'delete'): void {
  f.card('okta:bulkUserImport', {
    options: { application: SOURCE, importOperation },
    groups: {
      Application: { sessionId: field('string', session, { required: true }) },
      Data: { Users: f.arg('users') },
    },
  });
}

function trigger(f: ScopeBuilder, session: Session): void {
  f.card('okta:triggerImportSession', {
    options: { application: SOURCE },
    groups: { Application: { sessionId: field('string', session, { required: true }) } },
  });
}
