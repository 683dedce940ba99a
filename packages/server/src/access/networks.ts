import { BlockList, isIP } from 'node:net';
import { validationFailed } from '@headwater/protocol';

/** Whether an address may use a token. */
export type NetworkCheck = (address: string) => boolean;

/**
 * Compiles address ranges in CIDR notation, or single addresses, IPv4 and IPv6. No ranges: every address may. An IPv4 address that
 * arrives in its IPv6 form (`::ffff:10.0.0.1`) counts as IPv4. Throws `validationFailed` that names the range.
 */
export function compileNetworks(ranges: readonly string[]): NetworkCheck {
  if (ranges.length === 0) return () => true;
  const list = new BlockList();
  for (const range of ranges) addRange(list, range);
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix, ...rest] = range.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  const valid = prefix === undefined || /^\d{1,3}$/.test(prefix);
  if (version === 0 || rest.length > 0 || !valid || length > longest) {
    throw validationFailed('networks', [
      `networks: "${range}" is no address range; write it like 10.0.0.0/8 or 2001:db8::/32`,
    ]);
  }
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
}
