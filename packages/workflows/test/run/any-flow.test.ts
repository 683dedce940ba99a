import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueObject } from '../../src/values/value.ts';
import { buildPack, type Ref, type ScopeBuilder } from '../support/build-pack.ts';
import { runFlow } from './support/run-flow.ts';

/** A flow in few words: it appends letters to a text, and now and then looks at the length of it. */
type Statement =
  | { readonly type: 'append'; readonly letter: string }
  /** Its branches give their texts to a join; one that is empty gives the text from before. */
  | { readonly type: 'if'; readonly longerThan: number; readonly yes: Body; readonly no: Body }
  | { readonly type: 'block'; readonly fails: boolean; readonly body: Body; readonly handler: Body }
  | { readonly type: 'return' };
type Body = readonly Statement[];

/** Return ends a flow from inside of an If/Else, but no more than the block around it. */
class Returned {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What the flow should do. */
function expected(body: Body, given: string): string {
  let text = given;
  for (const statement of body) {
    switch (statement.type) {
      case 'append':
        text += statement.letter;
        break;
      case 'if':
        text = expected(text.length > statement.longerThan ? statement.yes : statement.no, text);
        break;
      case 'block':
        text = blockText(statement.fails ? [...statement.body, FAIL] : statement.body, statement.handler, text);
        break;
      case 'return':
        throw new Returned(text);
    }
    if (statement === FAIL) throw new Failed();
  }
  return text;
}

class Failed {}
const FAIL: Statement = { type: 'append', letter: '' };

function blockText(body: Body, handler: Body, text: string): string {
  try {
    return returning(() => expected(body, text));
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return returning(() => expected(handler, text));
  }
}

function returning(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof Returned) return error.text;
    throw error;
  }
}

/** The same as cards. */
function build(f: ScopeBuilder, body: Body, given: Ref): Ref {
  let text = given;
  for (const statement of body) {
    const before = text;
    switch (statement.type) {
      case 'append':
        text = f.compose(`{{before}}${statement.letter}`, { before });
        break;
      case 'if': {
        const length = f.card('string:length', { in: { string: before } }).out('length', 'number');
        text = f
          .ifElse(
            [length, '>', statement.longerThan],
            (f) => ({ text: build(f, statement.yes, f.compose('{{before}}', { before })) }),
            (f) => ({ text: build(f, statement.no, f.compose('{{before}}', { before })) }),
          )
          .out('text');
        break;
      }
      case 'block':
        text = f
          .tryCatch(
            (f) => {
              const inner = build(f, statement.body, f.compose('{{before}}', { before }));
              if (statement.fails) f.throwIf([1, '==', 1], 'as told');
              return { text: inner };
            },
            (f) => ({ text: build(f, statement.handler, f.compose('{{before}}', { before })) }),
          )
          .out('text');
        break;
      case 'return':
        f.return({ text });
        break;
    }
  }
  return text;
}

const { body: anyBody } = fc.letrec<{ body: Body; statement: Statement }>((tie) => ({
  body: fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'flow' }),
  statement: fc.oneof(
    { depthIdentifier: 'flow', maxDepth: 4 },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('append' as const), letter: fc.constantFrom('a', 'b', 'c') }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('return' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('if' as const),
        longerThan: fc.nat(6),
        yes: tie('body'),
        no: tie('body'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('block' as const),
        fails: fc.boolean(),
        body: tie('body'),
        handler: tie('body'),
      }),
    },
  ),
}));

describe('any flow of branches and blocks', () => {
  it('does what its cards say', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, fc.constantFrom('', 'x', 'xyz'), async (body, start) => {
        const pack = buildPack((pack) => {
          pack.helper('Main', { start: 'string' }, (f) => {
            f.return({ text: build(f, body, f.arg('start')) });
          });
        }).read();
        const outcome = await runFlow(pack, 'Main', { input: { '': { start } } });
        const result: ValueObject = { text: returning(() => expected(body, start)) };
        expect(outcome).toEqual({ status: 'returned', result });
      }),
      { numRuns: 300 },
    );
  });
});
