/** The text code that Node, PostgreSQL and libraries give their failures, such as `ENOENT` or `40001`; undefined for anything without one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
