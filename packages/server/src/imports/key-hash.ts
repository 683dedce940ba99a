/**
 * A quick 53-bit hash of a text (the cyrb53 construction: two multiplicative 32-bit lanes, mixed at the end). Not
 * cryptographic: wherever two texts share a hash, the texts themselves decide.
 * @param seed gives another hash of the same text
 */
export function keyHash(text: string, seed = 0): number {
  const low = Math.floor(seed / 0x1_0000_0000);
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ low;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return 0x1_0000_0000 * (b & 0x1f_ffff) + (a >>> 0);
}
