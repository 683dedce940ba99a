/**
 * Addresses as RFC 6531 3.3 writes them, without quoted local parts and address literals. Every alternative of the
 * expressions begins with a character the one before cannot take, so they run in linear time.
 */
const ASCII_EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

const UNICODE_EMAIL =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)*$/u;

/** RFC 5321 4.5.3.1: 64 for the local part, 255 for the domain, 254 for an address that fits a path. */
const LONGEST = 254;
const LONGEST_LOCAL_PART = 64;

/** Whether the text is an email address. */
export function isEmail(text: string): boolean {
  if (text.length > LONGEST || text.lastIndexOf('@') > LONGEST_LOCAL_PART) return false;
  return ASCII_EMAIL.test(text) || UNICODE_EMAIL.test(text);
}
