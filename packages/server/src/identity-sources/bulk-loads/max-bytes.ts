import type { Choices, Limits } from '@headwater/protocol';

/**
 * Largest body of a bulk load in bytes. The limit is in KB of 1,024 bytes; the org's switch `kilobyte` may say 1,000
 * (identity-sources-api D14).
 */
export function maxBulkBytes({ bulkMaxBytes }: Limits, { kilobyte }: Choices): number {
  return kilobyte === '1000' ? Math.floor((bulkMaxBytes / 1024) * 1000) : bulkMaxBytes;
}
