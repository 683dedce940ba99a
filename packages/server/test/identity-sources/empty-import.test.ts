import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { openImportBench } from '../support/import-harness.ts';

test('startableStatuses=open completes a session into which nothing was loaded, with nothing', async () => {
  const bench = await openImportBench({ choices: { startableStatuses: 'open' } });
  try {
    const source = await bench.addSource();
    const { sessionId, status, receipts } = await source.run();
    const sessions = await bench.org.read((tx) => tx.query(sql`SELECT status FROM sessions WHERE id = ${sessionId}`));
    expect([status, receipts, sessions]).toEqual(['COMPLETED', [], [{ status: 'COMPLETED' }]]);
  } finally {
    await bench.close();
  }
});

test('emptyPayload=accept and startableStatuses=open complete a session of an empty load', async () => {
  const bench = await openImportBench({ choices: { startableStatuses: 'open', emptyPayload: 'accept' } });
  try {
    const source = await bench.addSource();
    const { status, receipts } = await source.run({ upserts: [] });
    expect([status, receipts]).toEqual(['COMPLETED', []]);
  } finally {
    await bench.close();
  }
});
