import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileExpression, ExpressionError, readContextDocument } from '../src/index.ts';

const FILE = new URL('../../../../shared/vectors/expression-vectors.json', import.meta.url);

interface Vector {
  readonly id: string;
  readonly dialect: string;
  readonly expression: string;
  readonly context: unknown;
  readonly expected: unknown;
  readonly accept?: readonly unknown[];
}

function outcomeOf(vector: Vector): unknown {
  try {
    const { context, feature } = readContextDocument(vector.context);
    return compileExpression(vector.expression, feature === undefined ? {} : { feature }).evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.message };
    throw error;
  }
}

/** Groups are compared by id. */
function comparable(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown) => (typeof item === 'object' && item !== null && 'id' in item ? item.id : item))
    : value;
}

describe.skipIf(!existsSync(FILE))('published samples of the classic dialect (scenario 39)', () => {
  const vectors: readonly Vector[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
  const classic = vectors.filter(({ dialect }) => dialect === 'classic');

  test.each(classic.map((vector) => [vector.id, vector.expression, vector] as const))(
    '%s: %s',
    (_id, _text, vector) => {
      const outcome = comparable(outcomeOf(vector));
      const { expected, accept = [] } = vector;
      if (typeof expected === 'object' && expected !== null && 'error' in expected) {
        expect(outcome).toEqual({ error: expect.stringContaining(String(expected.error)) });
      } else {
        expect([expected, ...accept]).toContainEqual(outcome);
      }
    },
  );
});
