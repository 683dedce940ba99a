import { describe, expect, it } from 'vitest';
import { buildPack, field, fixed, item } from '../support/build-pack.ts';

describe('the builder of packs', () => {
  it('makes packs that are read without a warning, with everything the format has', () => {
    const built = buildPack((pack) => {
      pack.connection('okta');
      const folder = pack.folder('Imports');
      const people = pack.table('People', { id: 'str', active: 'bln', age: 'dec' }, { folder });
      const shape = pack.helper('Shape', { person: 'object', source: 'string' }, (f) => {
        const id = f.arg('person').at('id');
        f.return({ externalId: id, source: f.arg('source') });
      });
      pack.helper('Page', { next: 'string', users: 'object[]' }, (f) => {
        const join = f.ifElse(
          [f.arg('next'), 'is not empty'],
          (inner) => ({ next: inner.arg('next') }),
          (inner) => {
            const age = inner.search(people, [['id', '=', inner.arg('next')]]).outOf('Fields', 'age', 'number');
            inner.ifElse([age, '>', 10], (deep) => ({ word: deep.compose('{{age}} years', { age }) }));
            return { next: 'first' };
          },
        );
        const guarded = f.tryCatch(
          (tried) => {
            const made = tried.createRow(people, { id: join.out('next'), age: field('number', '3') });
            const deeper = tried.tryCatch(
              (inmost) => ({ id: inmost.compose('{{next}}', { next: join.out('next') }) }),
              (inmost) => ({ id: inmost.ctx('error').at('message') }),
            );
            return { row: made.outOf('Output', 'Row ID'), id: deeper.out('id') };
          },
          (handler) => ({ row: handler.ctx('error').at('message'), id: '' }),
        );
        const chosen = f.branch(
          [
            [[guarded.out('row'), 'is empty'], () => ({ word: 'none' })],
            [
              [guarded.out('id'), '==', 'x'],
              (inner) => ({ word: inner.compose('{{row}}', { row: guarded.out('row') }) }),
            ],
          ],
          () => ({ word: 'other' }),
        );
        f.call(pack.ref('Page'), { next: chosen.out('word'), users: f.arg('users') });
      });
      pack.scheduled('Import', '0 9 * * 1-5', (f) => {
        const rows = f.search(people, [], { all: true }).outOf('Result', 'Rows', 'object[]');
        const users = f.map(rows, shape, { person: item(), source: fixed('table') }, { concurrency: 10 });
        const text = f.card('json:stringify', { in: { object: users } }).out('output');
        f.card('json:parse', { in: { string: text } });
        f.return({ users: text.as('parse') });
      });
      pack.manual('By hand', (f) => {
        f.comment('Runs once', 'Note');
      });
      pack.endpoint('Answer', { security: 'open', body: { id: 'string' }, query: { page: 'string' } }, (f) => {
        f.card('control:returnRaw', { in: { statusCode: 200, headers: {}, body: f.arg('id', 'body') } });
      });
      pack.delegated('Ask', { reason: 'string' }, (f) => {
        f.return({ reason: f.arg('reason', 'inputs') });
      });
      pack.event('On new user', 'okta:userCreated', { 'Okta User': 'object' }, (f) => {
        f.createRow(people, { id: f.arg('Okta User', 'Output').at('ID') });
      });
    });
    const pack = built.read();
    expect(pack.warnings).toEqual([]);
    expect([...pack.flows.values()].map((flow) => [flow.name, flow.kind, flow.scope.cards.length])).toEqual([
      ['Shape', 'helper', 3],
      ['Page', 'helper', 16],
      ['Import', 'scheduled', 6],
      ['By hand', 'manual', 2],
      ['Answer', 'endpoint', 2],
      ['Ask', 'delegated', 2],
      ['On new user', 'event', 2],
    ]);
  });

  it('makes ids like those of an export when asked', () => {
    const built = buildPack((pack) => pack.manual('M', (f) => f.comment('x')), { ids: 'export' });
    const [flow] = built.read().flows.values();
    expect(flow?.scope.cards.every((card) => /^[\w-]{9}$/.test(card.id))).toBe(true);
  });
});
