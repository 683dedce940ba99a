import { memoryHttp } from '@headwater/workflows';
import { item } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterEach, describe, expect, it } from 'vitest';
import { deferred } from '../../../src/jobs/deferred.ts';
import { openSecrets } from '../../../src/secrets/open-secrets.ts';
import { SecretError } from '../../../src/secrets/secret-error.ts';
import { cancelExecution } from '../../../src/workflows/executions/cancel-execution.ts';
import { takePlace } from '../../../src/workflows/executions/pace.ts';
import { rerunExecution } from '../../../src/workflows/executions/rerun-execution.ts';
import { retryExecution } from '../../../src/workflows/executions/retry-execution.ts';
import { sweepExecutions } from '../../../src/workflows/executions/sweep-executions.ts';
import { readHistory } from '../../../src/workflows/journal/read-history.ts';
import { type FlowBench, openFlowBench } from '../support/flow-bench.ts';

let bench: FlowBench;

afterEach(() => bench.close());

const GET = { groups: { Request: { URL: 'https://x.example/' } } };

describe('cancelling', () => {
  it('ends an execution that runs, and tells the call under way', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Calls', {}, (f) => void f.card('httpfunctions:post', GET));
    });
    const called = deferred<void>();
    const aborted = deferred<void>();
    const http = {
      send: (_request: unknown, signal: AbortSignal) => {
        called.resolve();
        return new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve();
            reject(new Error('cancelled'));
          });
        });
      },
    };
    await bench.process({ outside: { http } });
    const id = await bench.start('Calls');
    await called.promise;
    await bench.org.transaction((tx) => cancelExecution(tx, bench.org, id));
    await aborted.promise;
    expect(await bench.ended(id)).toMatchObject({ status: 'cancelled', result: null, error: null });
  });

  it('ends one that sleeps', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Slow', {}, (f) => void f.wait(1, 'day'));
    });
    await bench.process();
    const id = await bench.start('Slow');
    await bench.reaches(id, 'sleeping');
    await bench.org.transaction((tx) => cancelExecution(tx, bench.org, id));
    expect(await bench.ended(id)).toMatchObject({ status: 'cancelled', wake: null });
    expect(await bench.org.read((tx) => tx.query(sql`SELECT key FROM timers`))).toEqual([]);
  });

  it('ends one that waits for its turn at once, and refuses one that has ended', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Slow', {}, (f) => void f.wait(1, 'day'));
    });
    await bench.change('Slow', { concurrency: 1 });
    await bench.start('Slow');
    const second = await bench.start('Slow');
    const cancel = () => bench.org.transaction((tx) => cancelExecution(tx, bench.org, second));
    await cancel();
    expect(await bench.ended(second)).toMatchObject({ status: 'cancelled', started: null });
    await expect(cancel()).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('beginning again where it failed', () => {
  it('repeats the card that failed, down in the calls, and nothing before it', async () => {
    bench = await openFlowBench((pack) => {
      const inner = pack.helper('Inner', { n: 'number' }, (f) => {
        f.card('httpfunctions:post', {
          groups: { Request: { URL: f.compose('https://x.example/{{n}}', { n: f.arg('n') }) } },
        });
        f.return({ n: f.arg('n') });
      });
      pack.helper('Outer', { list: 'number[]' }, (f) => {
        f.card('httpfunctions:post', { groups: { Request: { URL: 'https://x.example/first' } } });
        f.return({ all: f.map(f.arg('list'), inner, { n: item() }) });
      });
    });
    let isUp = false;
    const http = memoryHttp(({ url }) => (url.endsWith('/2') && !isUp ? { status: 503 } : { body: {} }));
    await bench.process({ outside: { http } });
    const id = await bench.start('Outer', { list: [1, 2, 3] });
    expect(await bench.ended(id)).toMatchObject({ status: 'failed', error: { statusCode: 503 } });
    isUp = true;
    await bench.org.transaction((tx) => retryExecution(tx, bench.org, id));
    expect(await bench.ended(id)).toMatchObject({
      status: 'succeeded',
      retries: 1,
      result: { all: [{ n: 1 }, { n: 2 }, { n: 3 }] },
    });
    expect(http.requests.map(({ url }) => url.slice('https://x.example/'.length))).toEqual([
      'first',
      '1',
      '2',
      '2',
      '3',
    ]);
    const history = await bench.org.read((tx) => readHistory(tx, id, { after: -1, limit: 100 }));
    expect(history.filter((entry) => entry.void).map(({ type, failed }) => [type, failed])).toEqual([
      ['card', true],
      ['closed', true],
      ['card', true],
      ['closed', true],
    ]);
  });

  it('repeats the handler of an If Error that failed, not what was tried', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Tries', {}, (f) => {
        f.tryCatch(
          (g) => void g.card('httpfunctions:post', { groups: { Request: { URL: 'https://x.example/try' } } }),
          (g) => void g.card('httpfunctions:post', { groups: { Request: { URL: 'https://x.example/handle' } } }),
        );
      });
    });
    let isUp = false;
    const http = memoryHttp(() => (isUp ? { body: {} } : { status: 500 }));
    await bench.process({ outside: { http } });
    const id = await bench.start('Tries');
    await bench.ended(id);
    isUp = true;
    await bench.org.transaction((tx) => retryExecution(tx, bench.org, id));
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(http.requests.map(({ url }) => url.slice('https://x.example/'.length))).toEqual(['try', 'handle', 'handle']);
  });

  it('is refused for one that succeeded, and one whose flow saves no data', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Good', {}, (f) => void f.return({}));
      pack.helper('Bad', {}, (f) => void f.card('httpfunctions:post', GET));
    });
    await bench.change('Bad', { savesData: false });
    await bench.process({ outside: { http: memoryHttp(() => ({ status: 500 })) } });
    for (const name of ['Good', 'Bad']) {
      const id = await bench.start(name);
      await bench.ended(id);
      const retry = bench.org.transaction((tx) => retryExecution(tx, bench.org, id));
      await expect(retry).rejects.toMatchObject({ code: 'conflict' });
    }
  });
});

describe('running again with the same input', () => {
  it('is another execution', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Echo', { a: 'string', when: 'Date' }, (f) => void f.return({ a: f.arg('a') }));
    });
    await bench.process();
    const id = await bench.start('Echo', { a: 'b', when: new Date(0) });
    await bench.ended(id);
    const again = await bench.org.transaction((tx) => rerunExecution(tx, bench.org, bench, id));
    expect(await bench.ended(again)).toMatchObject({ result: { a: 'b' }, trigger: 'manual' });
    expect(again).not.toBe(id);
  });

  it('is refused where the input held a secret, which was forgotten', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Echo', { password: 'string' }, (f) => void f.return({ length: 'x' }));
    });
    await bench.process();
    const id = await bench.start('Echo', { password: 'hunter2hunter2' });
    await bench.ended(id);
    const again = bench.org.transaction((tx) => rerunExecution(tx, bench.org, bench, id));
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a flow that runs only so many at a time', () => {
  it('runs the others after, oldest first', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Calls', { n: 'number' }, (f) => {
        f.card('httpfunctions:post', {
          groups: { Request: { URL: f.compose('https://x.example/{{n}}', { n: f.arg('n') }) } },
        });
      });
    });
    await bench.change('Calls', { concurrency: 2 });
    let [running, most] = [0, 0];
    const http = memoryHttp(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { body: {} };
    });
    const ids = [];
    for (let n = 0; n < 12; n++) ids.push(await bench.start('Calls', { n }));
    await bench.process({ outside: { http }, concurrency: 8 });
    const ended = await Promise.all(ids.map((id) => bench.ended(id)));
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(most).toBeLessThanOrEqual(2);
    expect(http.requests.length).toBe(12);
  });
});

describe('secrets', () => {
  it('lie in no table in plain text while an execution runs, and not at all after it', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Uses', { password: 'string' }, (f) => {
        const made = f.construct({ Authorization: f.compose('Bearer {{p}}', { p: f.arg('password') }) });
        f.wait(1, 'minute');
        f.card('httpfunctions:post', { groups: { Request: { URL: 'https://x.example/', Headers: made } } });
        f.return({ done: 'yes' });
      });
    });
    const http = memoryHttp(() => ({ body: {} }));
    await bench.process({ outside: { http } });
    const id = await bench.start('Uses', { password: 'hunter2hunter2' });
    await bench.reaches(id, 'sleeping');
    const dump = () =>
      bench.org.read((tx) =>
        tx.query(sql`
          SELECT body AS text, sealed FROM flow_journal WHERE execution_id = ${id}
          UNION ALL SELECT concat(input, outcome, answer), input_sealed FROM flow_executions WHERE id = ${id}`),
      );
    const during = await dump();
    expect(JSON.stringify(during.map((row) => ({ ...row, sealed: null })))).not.toContain('hunter2');
    expect(during.some((row) => 'sealed' in row && row.sealed !== null)).toBe(true);
    await bench.advance(60_000);
    await bench.ended(id);
    expect(http.requests[0]?.headers).toMatchObject({ Authorization: 'Bearer hunter2hunter2' });
    const after = await dump();
    expect(JSON.stringify(after)).not.toContain('hunter2');
    expect(after.every((row) => 'sealed' in row && row.sealed === null)).toBe(true);
  });
});

describe('a flow that saves no data', () => {
  it('shows no values and leaves none behind', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Private', { a: 'string' }, (f) => {
        f.wait(1, 'minute');
        f.return({ a: f.compose('private {{a}}', { a: f.arg('a') }) });
      });
    });
    await bench.change('Private', { savesData: false });
    await bench.process();
    const id = await bench.start('Private', { a: 'value' });
    await bench.reaches(id, 'sleeping');
    const shown = await bench.org.read((tx) => readHistory(tx, id, { after: -1, limit: 100 }));
    expect(shown.map(({ details }) => details)).toEqual(shown.map(() => null));
    await bench.advance(60_000);
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', input: null, result: null });
    const left = await bench.org.read((tx) =>
      tx.query(
        sql`SELECT body FROM flow_journal WHERE body IS NOT NULL UNION SELECT input FROM flow_executions WHERE input IS NOT NULL`,
      ),
    );
    expect(left).toEqual([]);
  });
});

describe('a flow with a rate', () => {
  it('starts so many executions a second of the org', async () => {
    bench = await openFlowBench((pack) => void pack.helper('Quick', {}, (f) => void f.return({})));
    const { id } = await bench.flow('Quick');
    const take = () => bench.org.transaction((tx) => takePlace(tx, id, 4, bench.clock.now()));
    const waits = [await take(), await take(), await take()];
    bench.clock.advance(600);
    waits.push(await take());
    bench.clock.advance(10_000);
    waits.push(await take(), await take());
    expect(waits).toEqual([0, 250, 500, 150, 0, 250]);
  });

  it('defers the others', async () => {
    bench = await openFlowBench((pack) => void pack.helper('Rare', {}, (f) => void f.return({})));
    await bench.change('Rare', { ratePerSecond: 0.001 });
    await bench.process();
    const [first, second] = [await bench.start('Rare'), await bench.start('Rare')];
    expect(await bench.ended(first)).toMatchObject({ status: 'succeeded' });
    await bench.reaches(second, 'queued');
    const jobs = await bench.database.inPlatform((tx) =>
      tx.query(sql`SELECT key, run_at > now() AS later FROM graphile_worker.jobs ORDER BY key`),
    );
    expect(jobs).toEqual([{ key: `flow flows ${second}`, later: true }]);
  });
});

describe('on a server without a key', () => {
  it('an execution that meets a secret fails and says so; others run', async () => {
    bench = await openFlowBench(
      (pack) => {
        pack.helper(
          'Secret',
          { a: 'string' },
          (f) => void f.return({ token: f.compose('Bearer {{a}}', { a: f.arg('a') }) }),
        );
        pack.helper('Plain', { a: 'string' }, (f) => void f.return({ a: f.arg('a') }));
      },
      { secrets: await openSecrets({ dataDir: '', databaseUrl: 'postgres://x', secretKey: undefined }) },
    );
    await bench.process();
    const ids = [
      await bench.start('Secret', { a: 'abcdefghijklmnopqrstuvwxyz' }),
      await bench.start('Plain', { a: 'b' }),
    ];
    expect(await Promise.all(ids.map((id) => bench.ended(id)))).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('HEADWATER_SECRET_KEY is not set') } },
      { status: 'succeeded', result: { a: 'b' } },
    ]);
    await expect(bench.start('Secret', { a: 'Bearer abcdefghijklmnopqrstuvwxyz' })).rejects.toThrow(SecretError);
  });
});

describe('a flow that is not durable', () => {
  it('runs without a journal', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Quick', {}, (f) => void f.return({ a: 'b' }));
    });
    await bench.change('Quick', { durable: false });
    await bench.process();
    const id = await bench.start('Quick');
    expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', durable: false, result: { a: 'b' } });
    expect(await bench.org.read((tx) => tx.query(sql`SELECT FROM flow_journal`))).toEqual([]);
  });
});

describe('history', () => {
  it('is deleted when its days are over', async () => {
    bench = await openFlowBench((pack) => {
      pack.helper('Long', {}, (f) => void f.return({}));
      pack.helper('Short', {}, (f) => void f.return({}));
    });
    await bench.change('Short', { retentionDays: 1 });
    await bench.process();
    for (const name of ['Long', 'Short']) await bench.ended(await bench.start(name));
    bench.clock.advance(24 * 3600_000 + 1);
    expect(await sweepExecutions(bench.org)).toBe(1);
    bench.clock.advance(29 * 24 * 3600_000);
    expect(await sweepExecutions(bench.org)).toBe(1);
    expect(await bench.org.read((tx) => tx.query(sql`SELECT FROM flow_journal`))).toEqual([]);
  });
});
