/** A body that means harm, and what it is called. */
export interface HostileBody {
  readonly name: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEEP = 200_000;
const MEGABYTE = 1024 * 1024;

/** Bodies that a server answers, or cuts off, without harm to itself. */
export const HOSTILE_BODIES: readonly HostileBody[] = [
  { name: 'deep arrays', body: Buffer.from(`{"profiles":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`) },
  { name: 'deep objects', body: Buffer.from(`${'{"profile":'.repeat(DEEP / 10)}1${'}'.repeat(DEEP / 10)}`) },
  { name: 'a huge text', body: Buffer.from(JSON.stringify({ externalId: 'x'.repeat(2 * MEGABYTE) })) },
  {
    name: 'a million members',
    body: Buffer.from(`{${Array.from({ length: 100_000 }, (_, n) => `"a${n}":1`).join()}}`),
  },
  { name: '__proto__', body: Buffer.from('{"__proto__":{"admin":true},"profile":{"__proto__":{"admin":true}}}') },
  { name: 'constructor.prototype', body: Buffer.from('{"constructor":{"prototype":{"admin":true}}}') },
  { name: 'invalid UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  { name: 'a byte order mark', body: Buffer.from('\ufeff{}') },
  { name: 'UTF-16', body: Buffer.from('{"externalId":"x"}', 'utf16le') },
  { name: 'NUL in a text', body: Buffer.from(String.raw`{"externalId":"a\u0000b","profile":{"email":"\u0000"}}`) },
  {
    name: 'half of a surrogate pair',
    body: Buffer.from(String.raw`{"externalId":"\ud800","profile":{"displayName":"\udfff"}}`),
  },
  { name: 'a number out of range', body: Buffer.from(`{"profile":{"email":${'9'.repeat(10_000)}}}`) },
  { name: 'gzip that is none', body: Buffer.from('{}'), headers: { 'content-encoding': 'gzip' } },
];
