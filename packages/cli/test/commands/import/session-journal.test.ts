import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSessionJournal } from '../../../src/commands/import/session-journal.ts';

const SOURCE = { url: 'http://127.0.0.1:1', sourceId: '0oa1' };
/** Above every process id that Linux gives. */
const NOBODY = 2 ** 22 + 1;

async function stateFolder(): Promise<{ readonly environment: Record<string, string>; readonly folder: string }> {
  const state = await mkdtemp(join(tmpdir(), 'headwater-cli-'));
  return { environment: { XDG_STATE_HOME: state }, folder: join(state, 'headwater', 'sessions') };
}

describe('the journal of sessions', () => {
  it('gives the sessions of an import that was killed to the next one', async () => {
    const { environment, folder } = await stateFolder();
    const killed = await openSessionJournal(environment, SOURCE);
    await killed.add('aps1');
    const [file = ''] = await readdir(folder);
    await writeFile(join(folder, file), JSON.stringify([{ id: 'aps1', pid: NOBODY }]));
    expect((await openSessionJournal(environment, SOURCE)).abandoned).toEqual(['aps1']);
    expect((await openSessionJournal(environment, { ...SOURCE, sourceId: '0oa2' })).abandoned).toEqual([]);
  });

  it('never takes the session of a program that runs', async () => {
    const { environment, folder } = await stateFolder();
    await (await openSessionJournal(environment, SOURCE)).add('aps1');
    const [file = ''] = await readdir(folder);
    await writeFile(join(folder, file), JSON.stringify([{ id: 'aps1', pid: process.ppid }]));
    expect((await openSessionJournal(environment, SOURCE)).abandoned).toEqual([]);
  });

  it('is empty after an import that ended', async () => {
    const { environment, folder } = await stateFolder();
    const journal = await openSessionJournal(environment, SOURCE);
    await journal.add('aps1');
    await journal.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops no import when it is broken or cannot be written', async () => {
    const { environment, folder } = await stateFolder();
    await (await openSessionJournal(environment, SOURCE)).add('aps1');
    const [file = ''] = await readdir(folder);
    await writeFile(join(folder, file), 'no JSON');
    expect((await openSessionJournal(environment, SOURCE)).abandoned).toEqual([]);

    const occupied = await mkdtemp(join(tmpdir(), 'headwater-cli-'));
    await mkdir(join(occupied, 'x'));
    await writeFile(join(occupied, 'headwater'), 'a file where the folder should be');
    const journal = await openSessionJournal({ XDG_STATE_HOME: occupied }, SOURCE);
    await expect(journal.add('aps1')).resolves.toBeUndefined();
  });
});
