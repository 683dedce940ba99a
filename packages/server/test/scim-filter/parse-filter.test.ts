import { ApiError } from '@headwater/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, type FilterNode } from '../../src/scim-filter/filter-node.ts';
import { parseFilter } from '../../src/scim-filter/parse-filter.ts';

function causeOf(text: string): readonly string[] {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalidSearch') return error.causes;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

function write(node: FilterNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${write(node.left)}) ${node.kind} (${write(node.right)})`;
    case 'not':
      return `not (${write(node.operand)})`;
    case 'present':
      return `${node.attribute} pr`;
    case 'compare':
      return `${node.attribute} ${node.operator} ${JSON.stringify(node.value)}`;
  }
}

/** Places differ between two writings of the same filter. */
function withoutPlaces(node: FilterNode): unknown {
  return JSON.parse(JSON.stringify(node, (name, value: unknown) => (name === 'offset' ? undefined : value)));
}

const attribute = fc.constantFrom('eventType', 'target.id', 'debugContext.debugData.job_id', 'nothing', 'android');
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc.record({ kind: fc.constant('present' as const), attribute, offset: fc.constant(0) }),
  fc.record({
    kind: fc.constant('compare' as const),
    attribute,
    operator: fc.constantFrom(...COMPARISONS),
    value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    offset: fc.constant(0),
  }),
);
const tree: fc.Arbitrary<FilterNode> = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
  ),
})).node;

describe('parseFilter', () => {
  it('reads back every filter it can write', () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(withoutPlaces(parseFilter(write(node)))).toEqual(withoutPlaces(node));
      }),
    );
  });

  it('binds "and" tighter than "or"', () => {
    expect(withoutPlaces(parseFilter('a pr or b pr and c pr'))).toEqual({
      kind: 'or',
      left: { kind: 'present', attribute: 'a' },
      right: {
        kind: 'and',
        left: { kind: 'present', attribute: 'b' },
        right: { kind: 'present', attribute: 'c' },
      },
    });
  });

  it('reads operators in any letter case', () => {
    expect(parseFilter('eventType EQ "x" AND NOT (target.id PR)')).toEqual(
      parseFilter('eventType eq "x" and not (target.id pr)'),
    );
  });

  it.each([
    ['', 'At character 1 of the expression: an attribute is expected, not the end.'],
    [
      'eventType',
      'At character 10 of the expression: an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) is expected, not the end.',
    ],
    [
      'eventType is "x"',
      'At character 11 of the expression: an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) is expected, not "is".',
    ],
    [
      'eventType eq x',
      'At character 14 of the expression: a value is expected (text in double quotation marks), not "x".',
    ],
    ['eventType eq "x', 'At character 14 of the expression: the closing quotation mark is missing.'],
    ['eventType eq "\\x"', 'At character 14 of the expression: "\\x" is not a JSON string.'],
    [
      'eventType eq "x" eventType',
      'At character 18 of the expression: "and", "or" or the end is expected, not "eventType".',
    ],
    ['(eventType eq "x"', 'At character 18 of the expression: ")" is expected, not the end.'],
    ['eventType = "x"', 'At character 11 of the expression: "=" is not expected.'],
    ['and eq', 'At character 7 of the expression: a value is expected (text in double quotation marks), not the end.'],
  ])('says where %j is wrong', (text, cause) => {
    expect(causeOf(text)).toEqual([cause]);
  });

  it('refuses filters beyond its bounds', () => {
    expect(causeOf(`${'('.repeat(51)}a pr${')'.repeat(51)}`)[0]).toContain('nested deeper than 50');
    expect(causeOf(Array.from({ length: 201 }, () => 'a pr').join(' or '))[0]).toContain('more than 200 comparisons');
    expect(causeOf(`a eq "${'x'.repeat(10_000)}"`)[0]).toContain('longer than 10000 characters');
  });
});
