import { basename, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

type RunningServer = import('@headwater/server').RunningServer;

const EXAMPLES = fileURLToPath(new URL('../../../../../examples/', import.meta.url));

/**
 * What a person reads when the server answers; at the first start also the token, shown once, and one command to go on with,
 * which works as it is printed.
 * @param script the file that node runs, `process.argv[1]`
 */
export function welcome({ url, dataDir, firstStart }: RunningServer, script: string): readonly string[] {
  const command = commandName(script);
  const serves = [`Headwater serves ${url}`, `Data: ${dataDir}`];
  if (firstStart === undefined) {
    return [
      ...serves,
      '',
      'To sign in, use a token (Authorization: SSWS <token>). Lost yours? This makes a new one:',
      '',
      `  ${command} token create --name me${dataOption(dataDir)}`,
      '',
      'Ctrl+C stops it.',
    ];
  }
  const { administrator, token, sourceId } = firstStart;
  return [
    ...serves,
    '',
    `Administrator: ${administrator.login}`,
    `Token:         ${token}`,
    '               (shown only now; programs send it as "Authorization: SSWS <token>")',
    '',
    'Next, import the example people. Copy this into another terminal:',
    '',
    `  ${command} import ${example('people.csv')} --mapping ${example('people.mapping.yaml')} --source ${sourceId} --token ${token} --url ${url}`,
    '',
    'Ctrl+C stops it.',
  ];
}

function dataOption(dataDir: string): string {
  return ` --data ${quote(dataDir)}`;
}

/** How this process was called, so that the next command can be called the same way. */
function commandName(script: string): string {
  if (/[\\/]node_modules[\\/]\.bin[\\/]/.test(script) || process.env.npm_execpath !== undefined) return 'npx headwater';
  return basename(script) === 'headwater' ? 'headwater' : `node ${quote(shortest(script))}`;
}

function example(name: string): string {
  return quote(shortest(resolve(EXAMPLES, name)));
}

function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function quote(text: string): string {
  return /^[\w./:\\@%+=-]+$/.test(text) ? text : JSON.stringify(text);
}
