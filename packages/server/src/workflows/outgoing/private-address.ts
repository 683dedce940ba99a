import { BlockList, isIP } from 'node:net';

/** Networks that are not the public Internet (IANA special-purpose registries), and addresses at which clouds answer their machines. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The only part of IPv6 that is handed out; what lies outside of it is loopback, link-local, unique-local, multicast or unused. */
const PUBLIC_V6 = '2000::/3';

/** Parts of it that are not to be reached: Teredo and benchmarks, documentation. */
const PRIVATE_V6 = ['2001::/23', '2001:db8::/32', '3fff::/20'];

const privateV4 = listOf(PRIVATE_V4, 'ipv4');
const publicV6 = listOf([PUBLIC_V6], 'ipv6');
const privateV6 = listOf(PRIVATE_V6, 'ipv6');

/**
 * Whether an address is none of the public Internet: loopback, private, link-local, carrier-grade NAT, multicast, reserved, metadata. An
 * IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as what it is. What is no address is private.
 */
export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return privateV4.check(address, 'ipv4');
    case 6: {
      // A zone, as in fe80::1%eth0, belongs to this machine's own networks.
      if (address.includes('%')) return true;
      const inner = innerAddress(address);
      if (inner !== null) return privateV4.check(inner, 'ipv4');
      return !publicV6.check(address, 'ipv6') || privateV6.check(address, 'ipv6');
    }
    default:
      return true;
  }
}

/** The IPv4 address that an IPv6 one stands for; null when it stands for none. */
function innerAddress(address: string): string | null {
  const words = wordsOf(address);
  const [first, second, third] = words;
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  const isNat64 = first === 0x64 && second === 0xff9b && words.slice(2, 6).every((word) => word === 0);
  if (isMapped || isNat64) return dotted(words[6] ?? 0, words[7] ?? 0);
  if (first === 0x2002) return dotted(second ?? 0, third ?? 0);
  return null;
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): readonly number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_whole, ...parts: readonly string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => '0'), ...after].map((word) => Number.parseInt(word, 16));
}

function dotted(high: number, low: number): string {
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

function listOf(ranges: readonly string[], version: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', length] = range.split('/');
    list.addSubnet(address, Number(length), version);
  }
  return list;
}
