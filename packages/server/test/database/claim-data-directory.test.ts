import sql from 'sql-template-tag';
import { expect, test } from 'vitest';
import { claimDataDirectory } from '../../src/database/claim-data-directory.ts';
import { DataDirectory } from './embedded/data-directory.ts';

const data = new DataDirectory('used');

test('a second server is refused, and told who is the first', async () => {
  const { database } = await data.open();
  const claim = await claimDataDirectory(database);
  await claim.announce('http://localhost:8080');
  await expect(claimDataDirectory(database)).rejects.toMatchObject({
    code: 'data_directory_claimed',
    message: expect.stringContaining(`headwater server, pid ${process.pid} at http://localhost:8080`),
  });
  await claim.release();
  await (await claimDataDirectory(database)).release();
});

test('a claim outlives a restart of PostgreSQL', async () => {
  const { database } = await data.open();
  const claim = await claimDataDirectory(database);
  const lost: Error[] = [];
  claim.onLost((error) => lost.push(error));
  await data.killPostmaster();
  const holders = sql`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted`;
  const count = () => database.inPlatform((tx) => tx.query(holders), { attempts: 5 });
  await expect.poll(count, { interval: 20, timeout: 20_000 }).toEqual([{ count: 1 }]);
  await expect(claimDataDirectory(database)).rejects.toMatchObject({ code: 'data_directory_claimed' });
  expect(lost).toEqual([]);
  await claim.release();
});
