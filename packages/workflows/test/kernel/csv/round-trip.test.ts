import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../../src/kernel/csv/csv-text.ts';

test('what was written is read again', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'ü'), maxLength: 6 });
  const records = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom(',', ';', '\t'))
    .chain(([width, delimiter]) =>
      fc.tuple(
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
        fc.constant(delimiter),
      ),
    );
  fc.assert(
    fc.property(records, ([lines, delimiter]) => {
      expect(readCsv(writeCsv(lines, delimiter), delimiter)).toEqual(lines);
    }),
  );
});
