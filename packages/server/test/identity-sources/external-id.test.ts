import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ExternalIdChoices, normaliseExternalId, readExternalId } from '../../src/identity-sources/external-id.ts';

const AS_SENT: ExternalIdChoices = { externalIdCase: 'distinct', externalIdBlanks: 'kept' };

const choices = fc.record<ExternalIdChoices>({
  externalIdCase: fc.constantFrom('distinct', 'same'),
  externalIdBlanks: fc.constantFrom('kept', 'trimmed'),
});

test('externalIdCase=distinct and externalIdBlanks=kept leave an external id as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (id) => normaliseExternalId(AS_SENT, id) === id));
});

test.each([
  ['E-1', 'e-1'],
  ['ÄÖ', 'äö'],
  ['ΣΑΣ', 'σας'],
  [' A ', ' a '],
])('externalIdCase=same takes %s and %s for one', (one, other) => {
  const same: ExternalIdChoices = { ...AS_SENT, externalIdCase: 'same' };
  expect(normaliseExternalId(same, one)).toBe(normaliseExternalId(same, other));
});

test('externalIdBlanks=trimmed cuts off blanks around an external id only', () => {
  expect(normaliseExternalId({ ...AS_SENT, externalIdBlanks: 'trimmed' }, ' \t a B\u00a0')).toBe('a B');
});

test('an external id that is normalised stays as it is', () => {
  fc.assert(
    fc.property(choices, fc.string({ unit: 'grapheme' }), (answers, id) => {
      const once = normaliseExternalId(answers, id);
      expect(normaliseExternalId(answers, once)).toBe(once);
    }),
  );
});

test('an external id that is too long only for its blanks is taken when they are cut off', () => {
  const read = (answers: ExternalIdChoices) => {
    const causes: string[] = [];
    return [readExternalId(answers, ' abc ', 'id', 3, causes), causes];
  };
  expect(read(AS_SENT)).toEqual(['', ['id: The field is too long: at most 3 characters']]);
  expect(read({ ...AS_SENT, externalIdBlanks: 'trimmed' })).toEqual(['abc', []]);
});

test('an external id of nothing but blanks is blank when they are cut off', () => {
  const causes: string[] = [];
  readExternalId({ ...AS_SENT, externalIdBlanks: 'trimmed' }, '  ', 'id', 3, causes);
  expect(causes).toEqual(['id: The field cannot be left blank']);
});
