import { type BuiltPack, buildPack, field, item, type Ref, type ScopeBuilder } from '../support/build-pack.ts';

/** Stands for the id of the identity source; bindings say which it is. */
const SOURCE = '0oasamplepeopleapi01';

/** The sample pack `people-api`: an HTTP API over a table, and its people imported every morning. */
export function peopleApi(): BuiltPack {
  return buildPack(
    (pack) => {
      const folder = pack.folder('People API');
      pack.connection('okta', 'This org');
      pack.connection('httpfunctions', 'People API');
      const people = pack.table(
        'People',
        { id: 'str', firstName: 'str', lastName: 'str', email: 'str', title: 'str', department: 'str', active: 'bln' },
        { folder, description: 'Everybody who works here or did' },
      );
      const settings = pack.table(
        'Settings',
        { name: 'str', value: 'str' },
        { folder, description: 'people_api: address of "People: list"' },
      );

      const row = pack.helper(
        'Row to person',
        { row: 'object' },
        (f) => {
          f.comment('Callers see columns, not row ids and times.', 'Why');
          f.return(
            Object.fromEntries(
              FIELDS.map((name) => [name, f.arg('row').at(name, name === 'active' ? 'boolean' : 'string')]),
            ),
          );
        },
        { folder },
      );

      pack.endpoint(
        'People: list',
        { security: 'medium', query: { active: 'string' } },
        (f) => {
          f.comment(
            'GET ?active=true gives those who work here, ?active=false those who left, without it everybody.',
            'What',
          );
          const active = f.arg('active', 'query');
          const found = f.ifElse(
            [active, 'is empty'],
            (all) => ({ rows: all.search(people, [], { all: true, sort: 'id' }).outOf('Result', 'Rows', 'object[]') }),
            (some) => {
              const wanted = some.card('boolean:compare', {
                in: {
                  'left-operand': active,
                  operator: field('string', '==', { required: true }),
                  'right-operand': 'true',
                },
              });
              const rows = some.search(people, [['active', '=', wanted.out('result', 'boolean')]], {
                all: true,
                sort: 'id',
              });
              return { rows: rows.outOf('Result', 'Rows', 'object[]') };
            },
          );
          const list = f.map(found.out('rows', 'object[]'), row, { row: item() }, { concurrency: 100 });
          f.return({ people: list });
        },
        { folder },
      );

      pack.endpoint(
        'People: upsert',
        {
          security: 'medium',
          body: Object.fromEntries(FIELDS.map((name) => [name, name === 'active' ? 'boolean' : 'string'])),
        },
        (f) => {
          f.comment(
            'POST a person with its id: a known one is changed, any other is added. Fields left out stay as they are.',
            'What',
          );
          const id = f.arg('id', 'body');
          f.ifElse([id, 'is empty'], (missing) => {
            missing.card('control:returnRaw', {
              in: {
                statusCode: field('number', 400, { required: true }),
                headers: field('object', { 'content-type': 'application/json' }, { required: true }),
                body: '{"error":"A person needs an id"}',
              },
            });
            return {};
          });
          const known = f.search(people, [['id', '=', id]]).outOf('Row', 'Row ID');
          const cells = Object.fromEntries(FIELDS.map((name) => [name, f.arg(name, 'body')]));
          const done = f.ifElse(
            [known, 'is empty'],
            (fresh) => {
              fresh.createRow(people, cells);
              return { result: 'added' };
            },
            (old) => {
              old.updateRow(people, field('string', known, { required: true }), cells);
              return { result: 'changed' };
            },
          );
          f.return({ id, result: done.out('result') });
        },
        { folder },
      );

      const fetchPeople = pack.helper(
        'Fetch people',
        { active: 'string' },
        (f) => {
          const address = f.search(settings, [['name', '=', 'people_api']]).outOf('Fields', 'value');
          f.throwIf(
            [address, 'is empty'],
            'The table Settings has no people_api; add a row with the address of "People: list"',
          );
          const query = f.construct({ active: f.arg('active') });
          const answer = f.card('httpfunctions:get', {
            groups: { Request: { URL: field('string', address, { required: true }), Query: query, Headers: {} } },
            onError: { type: 'finish', retry: 3, delay: [5000, 15000], retryCondition: 'ratelimits' },
          });
          f.return({ people: answer.outOf('Response', 'Body', 'object').at('people', 'object[]') });
        },
        { folder },
      );

      const person = pack.helper(
        'Person to source user',
        { person: 'object' },
        (f) => {
          const given = f.arg('person');
          const email = given.at('email');
          const profile = f.construct({
            userName: email,
            email,
            firstName: given.at('firstName'),
            lastName: given.at('lastName'),
            title: given.at('title'),
            department: given.at('department'),
          });
          f.return({ externalId: given.at('id'), profile });
        },
        { folder },
      );

      const discard = pack.helper('Discard open session', { session: 'object' }, discardOpenSession, { folder });

      const deliver = pack.helper(
        'Deliver people',
        { people: 'object[]', operation: 'string' },
        (f) => {
          f.comment('A session without people cannot be triggered, so there is none for an empty list.', 'Why');
          const length = f.card('list:length', {
            in: { list: field('object[]', f.arg('people'), { required: true }) },
          });
          const done = f.ifElse(
            [length.out('length', 'number'), '>', 0],
            (some) => ({ count: deliverSome(some, discard, person) }),
            () => ({ count: 0 }),
          );
          f.return({ count: done.out('count', 'number') });
        },
        { folder },
      );

      pack.scheduled(
        'Import people who work here',
        '30 5 * * *',
        (f) => {
          const found = f.call(fetchPeople, { active: 'true' }).out('people', 'object[]');
          f.return({ count: f.call(deliver, { people: found, operation: 'upsert' }).out('count', 'number') });
        },
        { folder, timeZone: 'Europe/Berlin', description: 'Every morning: everybody who is active in the table' },
      );

      pack.scheduled(
        'Deactivate people who left',
        '45 5 * * *',
        (f) => {
          const found = f.call(fetchPeople, { active: 'false' }).out('people', 'object[]');
          f.return({ count: f.call(deliver, { people: found, operation: 'delete' }).out('count', 'number') });
        },
        {
          folder,
          timeZone: 'Europe/Berlin',
          description: 'A quarter of an hour after the import, because a source takes one session in five minutes',
        },
      );
    },
    { ids: 'export', name: 'people-api' },
  );
}

const FIELDS = ['id', 'firstName', 'lastName', 'email', 'title', 'department', 'active'] as const;

function deliverSome(
  f: ScopeBuilder,
  discard: { id: string; name: string },
  person: { id: string; name: string },
): Ref {
  const sessions = f
    .card('okta:listImportSessions', { options: { application: SOURCE } })
    .outOf('Result', 'Sessions', 'object[]');
  f.each(sessions, discard, { session: item() });
  const users = f.map(f.arg('people'), person, { person: item() }, { concurrency: 100 });
  const session = f.card('okta:createAnImportSession', { options: { application: SOURCE } }).outOf('Session', 'id');
  const load = (scope: ScopeBuilder, importOperation: 'upsert' | 'delete') => ({
    count: scope
      .card('okta:bulkUserImport', {
        options: { application: SOURCE, importOperation },
        groups: { Application: { sessionId: field('string', session, { required: true }) }, Data: { Users: users } },
      })
      .outOf('Response', 'recordsImported', 'number'),
  });
  const loaded = f.ifElse(
    [f.arg('operation'), '==', 'delete'],
    (gone) => load(gone, 'delete'),
    (here) => load(here, 'upsert'),
  );
  f.card('okta:triggerImportSession', {
    options: { application: SOURCE },
    groups: { Application: { sessionId: field('string', session, { required: true }) } },
  });
  return loaded.out('count', 'number');
}

function discardOpenSession(f: ScopeBuilder): void {
  f.comment('One that was triggered is at work and cannot be deleted.', 'Why');
  f.continueIf([f.arg('session').at('status'), 'in', 'CREATED IN_PROGRESS']);
  f.card('okta:deleteImportSession', {
    options: { application: SOURCE },
    groups: { Application: { sessionId: field('string', f.arg('session').at('id'), { required: true }) } },
  });
}
