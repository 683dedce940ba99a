import { isIPv6 } from 'node:net';

/** Hexadecimal groups of an IPv6 address that say which network it is in. */
const NETWORK_GROUPS = 4;

/**
 * What stands for one client among addresses: an IPv4 address, also in its IPv6 form (`::ffff:10.0.0.1`), or the /64 network of an
 * IPv6 address, of which one machine may use as many as it likes.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').toLowerCase().split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  // `::` stands for as many zeros as are missing of eight groups.
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, NETWORK_GROUPS).join(':');
}

function groups(text: string): readonly string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}
