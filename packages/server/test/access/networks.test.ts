import { ApiError } from '@headwater/protocol';
import { expect, test } from 'vitest';
import { compileNetworks } from '../../src/access/networks.ts';

test.each([
  [[], '203.0.113.9', true],
  [['10.0.0.0/8'], '10.255.1.2', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7'], '192.0.2.8', false],
  [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
  [['2001:db8::/32'], '2001:db8:1::5', true],
  [['2001:db8::/32'], '2001:db9::5', false],
  [['2001:db8::1', '10.0.0.0/8'], '10.0.0.1', true],
  [['0.0.0.0/0'], '::1', false],
  [['10.0.0.0/8'], 'not an address', false],
] as const)('%j and %s: %s', (ranges, address, allowed) => {
  expect(compileNetworks(ranges)(address)).toBe(allowed);
});

test.each(['10.0.0.0/33', '10.0.0/8', '::1/129', 'localhost', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1', ''])(
  '"%s" is no range',
  (range) => {
    expect(() => compileNetworks([range])).toThrow(ApiError);
  },
);
