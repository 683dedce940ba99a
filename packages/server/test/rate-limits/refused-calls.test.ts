import { expect, test } from 'vitest';
import { createRefusedCalls } from '../../src/rate-limits/refused-calls.ts';
import { limitedOrg } from './limited-org.ts';

const ADDRESS = '203.0.113.9';

function afterRefusals(count: number) {
  const { org, clock } = limitedOrg(100);
  const calls = createRefusedCalls();
  calls.accepted(org, 'SSWS good');
  for (let number = 0; number < count; number++) calls.refused(org, ADDRESS);
  return { org, clock, calls };
}

test('refused calls are counted by address', () => {
  const { org, calls } = afterRefusals(1);
  const reset = Date.parse('2026-03-01T10:01:00Z') / 1000;
  expect(calls.look(org, ADDRESS, 'SSWS wrong')).toEqual({ limit: 600, remaining: 599, reset, exceeded: false });
  expect(calls.look(org, '203.0.113.10', 'SSWS wrong')).toMatchObject({ remaining: 600 });
  expect(calls.refused(org, ADDRESS)).toEqual({ limit: 600, remaining: 598, reset, exceeded: false });
});

test('after too many of them the address is not let in, except with a token that was good before', () => {
  const { org, calls } = afterRefusals(600);
  const exceeded = (authorization?: string) => calls.look(org, ADDRESS, authorization).exceeded;
  expect([exceeded('SSWS wrong'), exceeded(undefined), exceeded('SSWS good')]).toEqual([true, true, false]);
});

test('a token that is no longer good is not let in any more', () => {
  const { org, calls } = afterRefusals(600);
  calls.rejected(org, 'SSWS good');
  expect(calls.look(org, ADDRESS, 'SSWS good').exceeded).toBe(true);
});

test('a token that is good in one org is not let in to another', () => {
  const { calls } = afterRefusals(0);
  const { org } = limitedOrg(100);
  for (let number = 0; number < 600; number++) calls.refused(org, ADDRESS);
  expect(calls.look(org, ADDRESS, 'SSWS good').exceeded).toBe(true);
});

test('the next minute begins anew', () => {
  const { org, clock, calls } = afterRefusals(600);
  clock.advance(60_000);
  expect(calls.look(org, ADDRESS, 'SSWS wrong')).toMatchObject({ remaining: 600, exceeded: false });
});

test('only so many addresses are remembered, the latest ones', () => {
  const { org, calls } = afterRefusals(600);
  for (let number = 0; number < 10_000; number++) calls.refused(org, `10.0.${number >> 8}.${number & 255}`);
  expect(calls.look(org, ADDRESS, 'SSWS wrong').remaining).toBe(600);
});
