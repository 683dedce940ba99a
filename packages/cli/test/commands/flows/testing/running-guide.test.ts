import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowExecution } from '@headwater/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Headwater, REPOSITORY } from '../../../support/headwater.ts';
import { runHere } from '../../../support/terminal.ts';

const GUIDE = await readFile(join(REPOSITORY, 'docs/guides/running-workflows.md'), 'utf8');

const commands = [...GUIDE.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block = '']) => block.split('\n'))
  .flatMap((line) => /^npx headwater (.+)$/.exec(line)?.[1] ?? []);

/** Words of a shell's command line, quotes removed. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the guide to running flows', () => {
  let headwater: Headwater;
  let server: Awaited<ReturnType<Headwater['start']>>;
  let folder: string;
  /** What stands in the guide for what a reader has. */
  const own: Record<string, string> = {};
  let environment: Record<string, string>;

  beforeAll(async () => {
    headwater = await Headwater.create();
    server = await headwater.start([]);
    const { firstStart } = server.line;
    if (firstStart === undefined) throw new Error('The first start made no org');
    own['0oaYOURS'] = firstStart.sourceId;
    environment = {
      HEADWATER_URL: server.line.url,
      HEADWATER_TOKEN: firstStart.token,
      HEADWATER_DATA: headwater.dataDir,
    };
    folder = await mkdtemp(join(tmpdir(), 'headwater-running-'));
    await cp(join(REPOSITORY, 'examples'), join(folder, 'examples'), { recursive: true });
  });
  afterAll(async () => {
    await server.stop('SIGTERM');
    await headwater.remove();
    await rm(folder, { recursive: true });
  });

  function filled(command: string): readonly string[] {
    const text = Object.entries(own).reduce(
      (line, [placeholder, value]) => line.replaceAll(placeholder, value),
      command,
    );
    return words(text).map((word) => (/^(examples\/|people-api\.export)/.test(word) ? join(folder, word) : word));
  }

  /** What a reader copies from the output of one command into the next. */
  async function remember(command: string, out: readonly string[]): Promise<void> {
    const text = out.join('\n');
    if (command.startsWith('token create')) environment.FLOWS_TOKEN = /^00\S{20,}$/m.exec(text)?.[0] ?? '';
    if (command.startsWith('flows client-token')) environment.PEOPLE_API_TOKEN = text;
    if (command.startsWith('flows show')) {
      own['http://127.0.0.1:8080/api/flo/YOURS/invoke'] = /http:\S+\/invoke/.exec(text)?.[0] ?? '';
    }
    if (command.startsWith('flows run')) {
      const { out: lines } = await runHere(['flows', 'history', 'Import people', '--json'], '', environment);
      const [execution] = JSON.parse(lines.join('')) as readonly FlowExecution[];
      expect(execution).toMatchObject({ status: 'succeeded', result: { count: 6 } });
      own.fexYOURS = execution?.id ?? '';
    }
  }

  it('shows commands that do what they say, one after the other', { timeout: 120_000 }, async () => {
    for (const command of commands.filter((one) => one !== 'start')) {
      const { exitCode, out, err } = await runHere(filled(command), '', environment);
      expect({ command, exitCode, failed: exitCode === 0 ? [] : err }).toEqual({ command, exitCode: 0, failed: [] });
      await remember(command, out);
    }
    const pack = 'examples/workflows/people-api/people-api.folder';
    expect(await readFile(join(folder, 'people-api.export.folder'))).toEqual(await readFile(join(folder, pack)));
  });
});
