import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TestingError } from './testing-error.ts';

/** A server that allows test orgs, and what opens it. */
export interface TestServer {
  readonly url: string;
  /** Token of a super administrator of the org `default`. */
  readonly token: string;
}

/** A server that this process started. */
export interface StartedServer extends TestServer, AsyncDisposable {
  /** True until it is gone. */
  isAlive(): boolean;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** What a server needs of the environment; nothing that is set for the tests reaches it. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'SystemRoot', 'LD_LIBRARY_PATH'];

/** Set to `on`: what the server has to complain of goes to standard error. */
const LOG = 'HEADWATER_TESTING_LOG';

/**
 * Starts a server with an embedded database in a temporary folder, on any free port of this machine, in about two seconds. It does not keep
 * this process alive, and goes when this process goes, also by SIGKILL. For set-up that several test processes share; others
 * have `startOrg`. Throws a TestingError `serverFailed`.
 */
export async function startServer(): Promise<StartedServer> {
  const log = process.env[LOG] === 'on';
  const child = spawn(process.execPath, [fileURLToPath(new URL('./server-process.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', log ? 'inherit' : 'ignore'],
    env: Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    cwd: '/',
    // An interrupt at the terminal is for the tests, at whose end the server ends.
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const { url, token } = await readAnswer(child);
  let alive = true;
  void gone.then(() => {
    alive = false;
  });
  letGo(child);
  const close = () => {
    // Until the server has ended, this process waits.
    child.ref();
    child.stdin?.end();
    return gone;
  };
  return { url, token, isAlive: () => alive, close, [Symbol.asyncDispose]: close };
}

async function readAnswer(child: ChildProcess): Promise<TestServer> {
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new TestingError('serverFailed', `No process could be started: ${cause.message}`, { cause })),
    );
    if (child.stdout === null) return;
    const lines = createInterface({ input: child.stdout });
    lines.once('line', resolve);
    lines.once('close', () => resolve('{}'));
  });
  // Written by server-process.ts.
  const { url, token, error } = JSON.parse(line) as Partial<TestServer> & { readonly error?: string };
  if (url !== undefined && token !== undefined) return { url, token };
  throw new TestingError(
    'serverFailed',
    `The server for the tests did not start: ${error ?? 'its process ended'}; set ${LOG}=on to see what it says`,
  );
}

function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) {
    // Pipes of child processes are sockets.
    if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  }
}
