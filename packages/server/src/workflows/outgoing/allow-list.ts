import { BlockList, isIP } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** What flows may reach besides the public Internet. */
export interface AllowList {
  /** Whether a host may be reached whatever its addresses are. */
  allowsName(host: string): boolean;
  /** Whether an address may be reached. */
  allowsAddress(address: string): boolean;
}

const NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

/**
 * Compiles host names (`hr.corp.example`), all names below a domain (`*.corp.example`), addresses and ranges (`10.0.0.0/8`, `::1`).
 * Throws a TypeError for what is none of them.
 */
export function compileAllowList(entries: readonly string[]): AllowList {
  const networks = new BlockList();
  const names = new Set<string>();
  const domains: string[] = [];
  for (const entry of entries.map((text) => text.trim().toLowerCase())) {
    if (addNetwork(networks, entry)) continue;
    if (!NAME.test(entry))
      throw new TypeError(`"${entry}" is no host, no *.domain, no address and no range of addresses`);
    if (entry.startsWith('*.')) domains.push(entry.slice(1));
    else names.add(entry);
  }
  return {
    allowsName(host) {
      const name = host.toLowerCase().replace(/\.$/, '');
      return names.has(name) || domains.some((domain) => name.endsWith(domain));
    },
    allowsAddress(address) {
      if (!isPrivateAddress(address)) return true;
      const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
      const version = isIP(plain);
      return version !== 0 && networks.check(plain, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function addNetwork(networks: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  const longest = version === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) || length > longest) {
    throw new TypeError(`"${entry}" is no range of addresses; write it like 10.0.0.0/8`);
  }
  networks.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return true;
}
