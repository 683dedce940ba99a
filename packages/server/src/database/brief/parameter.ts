/** A parameter of a statement, as it is sent. */
export type Parameter = string | Buffer | null;

/**
 * A value as it is sent to PostgreSQL, where the statement says its type: as `pg` does it. Dates are sent in UTC, objects as JSON, arrays
 * (of one dimension) as PostgreSQL arrays. Throws a TypeError for what no column can hold.
 */
export function toParameter(value: unknown): Parameter {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : objectParameter(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement`);
  }
}

function objectParameter(value: object): string | Buffer {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) {
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return Array.isArray(value) ? `{${value.map(element).join(',')}}` : JSON.stringify(value);
}

function element(value: unknown): string {
  const text = toParameter(value);
  if (text === null) return 'NULL';
  if (typeof text !== 'string' || Array.isArray(value)) {
    throw new TypeError(
      'An array that is a parameter of a statement has elements of text, numbers, booleans and dates only',
    );
  }
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
