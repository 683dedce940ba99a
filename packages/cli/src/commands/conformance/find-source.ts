import type { exchangeWith } from '@headwater/conformance';
import { SOURCE_APP } from '@headwater/protocol';
import { Failure } from '../../failure.ts';

interface App {
  readonly id: string;
  readonly label: string;
}

/** The id of the org's only identity source. Throws a Failure that lists them where there are several, or none. */
export async function findSource(exchange: ReturnType<typeof exchangeWith>, authorization: string): Promise<string> {
  const filter = encodeURIComponent(`name eq "${SOURCE_APP}"`);
  const answer = await exchange({
    method: 'GET',
    path: `/api/v1/apps?filter=${filter}`,
    headers: { Accept: 'application/json', Authorization: authorization },
  });
  const apps = answer.status === 200 ? readApps(answer.text) : undefined;
  if (apps === undefined) {
    throw new Failure({
      code: 'sourcesUnknown',
      message: `The org does not list its identity sources: ${answer.status} ${answer.text.slice(0, 200)}`,
      remedy: answer.status === 401 ? 'Check the token.' : 'Name the source with --source.',
    });
  }
  const [only, ...others] = apps;
  if (only !== undefined && others.length === 0) return only.id;
  throw new Failure({
    code: 'sourceUnclear',
    message: only === undefined ? 'The org has no identity source.' : `The org has ${apps.length} identity sources.`,
    details: apps.map(({ id, label }) => `${id}  ${label}`),
    remedy: only === undefined ? 'Make one: headwater source create.' : 'Name one with --source.',
  });
}

/** Undefined for anything but a list of apps: the org may be any server. */
function readApps(text: string): readonly App[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isApp) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isApp(value: unknown): value is App {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('label' in value)) return false;
  return typeof value.id === 'string' && typeof value.label === 'string';
}
