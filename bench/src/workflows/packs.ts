import { type BuiltPack, buildPack, item, type ScopeBuilder } from '@headwater/workflows/testing';

/** Kernel cards in one call of the helper that {@link cardsPack} repeats. */
export const CARDS_PER_CALL = 50;
/** Executions that "Many" of {@link shortPack} starts. */
export const MANY = 2_000;
export const PAGE_SIZE = 100;

/** A pack of about so many bytes: flows of a dozen cards each, wired one to the next. */
export function largePack(bytes: number): string {
  const build = (flows: number) =>
    buildPack((pack) => {
      for (let number = 0; number < flows; number++) {
        pack.helper(`Flow ${number}`, { person: 'object', word: 'string' }, (flow) => {
          let text = flow.arg('word');
          for (let card = 0; card < 8; card++) {
            text = flow.compose('{{a}} and {{b}}', { a: text, b: flow.arg('person').at('name') });
          }
          flow.ifElse(
            [text, 'is empty'],
            () => ({ word: 'none' }),
            () => ({ word: text }),
          );
          flow.return({ text });
        });
      }
    }).text();
  const one = build(1).length;
  return build(Math.max(1, Math.round(bytes / (build(2).length - one))));
}

/** "Cards" repeats a helper that only computes; the count is its argument. */
export function cardsPack(): BuiltPack {
  return buildPack((pack) => {
    const helper = pack.helper('Compute', { n: 'number' }, (flow) => {
      let sum = flow.arg('n');
      for (let card = 0; card < CARDS_PER_CALL; card++)
        sum = flow.card('math:add', { in: { a: sum, b: 1 } }).out('output');
      flow.return({ sum });
    });
    pack.manual('Cards', (flow) => {
      flow.times(10_000, helper, { n: 1 });
    });
  });
}

/** "Short" makes a greeting of a name; "Greet" does it for callers of an endpoint, "Many" starts it 2,000 times without waiting. */
export function shortPack(): BuiltPack {
  return buildPack((pack) => {
    const short = pack.helper('Short', { name: 'string' }, greet);
    pack.endpoint('Greet', { security: 'open', query: { name: 'string' } }, greet);
    const start = pack.helper('Start', {}, (flow) => {
      flow.callAsync(short, { name: ' Ada Lovelace ' });
    });
    pack.manual('Many', (flow) => {
      flow.times(MANY, start);
    });
  });
}

/** Six cards with its start and Return. */
function greet(flow: ScopeBuilder): void {
  const name = flow.arg('name', flow.start.id.startsWith('accept') ? 'query' : null);
  const trimmed = flow.card('string:trim', { in: { string: name } }).out('output');
  const words = flow.card('string:split', { in: { string: trimmed, delimiter: ' ' } }).out('output');
  const first = flow.card('list:at', { in: { list: words, index: 0 } }).out('item');
  flow.return({ greeting: flow.compose('Hello, {{first}}', { first }) });
}

/** "Each" hands 10,000 people to a helper. */
export function eachPack(): BuiltPack {
  return buildPack((pack) => {
    const shape = pack.helper('Shape', { person: 'object' }, (flow) => {
      flow.return({ name: flow.compose('{{n}}!', { n: flow.arg('person').at('name') }) });
    });
    pack.helper('Each', { people: 'object[]' }, (flow) => {
      flow.return({ names: flow.map(flow.arg('people'), shape, { person: item() }) });
    });
  });
}

/** "Pages" reads a page and calls itself with the next, as flows do that read what has pages. */
export function pagesPack(): BuiltPack {
  return buildPack((pack) => {
    const self = pack.ref('Pages');
    pack.helper('Pages', { next: 'string' }, (flow) => {
      const answer = flow.card('httpfunctions:get', { groups: { Request: { URL: flow.arg('next') } } });
      const body = answer.outOf('Response', 'Body', 'object');
      const next = flow.card('object:get', { in: { object: body, path: 'next' } }).out('output');
      flow.ifElse([next, 'is not empty'], (inner) => {
        inner.call(self, { next });
        return {};
      });
    });
  });
}
