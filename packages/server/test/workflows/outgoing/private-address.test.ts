import { describe, expect, it } from 'vitest';
import { compileAllowList } from '../../../src/workflows/outgoing/allow-list.ts';
import { isPrivateAddress } from '../../../src/workflows/outgoing/private-address.ts';

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is one', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::',
  ])('%s is none', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('what may be reached besides', () => {
  const allow = compileAllowList(['127.0.0.1', '10.0.0.0/8', ' HR.example ', '*.corp.example', '::1']);

  it('names hosts, and all below a domain, but not the domain itself', () => {
    const hosts = ['hr.example', 'HR.example.', 'a.b.corp.example', 'corp.example', 'xhr.example', 'evilcorp.example'];
    expect(hosts.map((host) => allow.allowsName(host))).toEqual([true, true, true, false, false, false]);
  });

  it('names addresses and ranges', () => {
    const addresses = ['127.0.0.1', '127.0.0.2', '10.9.8.7', '::ffff:10.9.8.7', '::1', '192.168.0.1', '8.8.8.8'];
    expect(addresses.map((address) => allow.allowsAddress(address))).toEqual([
      true,
      false,
      true,
      true,
      true,
      false,
      true,
    ]);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/8/8', 'http://host', '*', 'a b', ''])('refuses "%s"', (entry) => {
    expect(() => compileAllowList([entry])).toThrow(TypeError);
  });
});
