/** What the command's exit code says (`headwater --help`). */
export const EXIT = {
  /** Everything was done. */
  ok: 0,
  /** The operation failed, or some records did. */
  failed: 1,
  /** The command line itself is wrong; nothing was done. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
