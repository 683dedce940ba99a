import { Failure } from '../../failure.ts';
import { counted } from '../../output/number.ts';
import type { ImportRequest } from './import-file.ts';

type Client = typeof import('@headwater/client');

/** What stopped a load, how far it had come, and what to do. Anything else is given back as it is. */
export function explainLoad(client: Client, error: unknown, { sourceId, url }: ImportRequest): unknown {
  if (!(error instanceof client.LoadFailedError)) return error;
  const { summary, cause } = error;
  const accepted = summary.upserted + summary.deleted;
  const details = accepted === 0 ? [] : [`Before that, the org had taken ${counted(accepted, 'record')}; they stay.`];
  const remedy = remedyOf(client, cause, sourceId, url);
  const code = cause instanceof client.ClientError ? cause.code : error.code;
  return new Failure(
    {
      code,
      message: error.message,
      ...(details.length === 0 ? {} : { details }),
      ...(remedy === undefined ? {} : { remedy }),
    },
    { cause: error },
  );
}

function remedyOf(client: Client, cause: unknown, sourceId: string, url: string): string | undefined {
  if (cause instanceof client.OrgUnreachableError) {
    return `Does a server run at ${url}? Start one (headwater start), or say where it is: --url or HEADWATER_URL.`;
  }
  if (cause instanceof client.OrgError && cause.status === 404) {
    return `Is ${sourceId} an identity source of this org? See: headwater source list`;
  }
  if (cause instanceof client.OrgError && cause.status === 401)
    return 'A new token: headwater token create --name import';
  return undefined;
}
