import type { Clock } from '@headwater/protocol';
import { statusText } from '../connectors/http/status-text.ts';
import { CardError } from '../run/card-error.ts';
import type { HttpPort, HttpRequest, HttpResponse } from '../run/ports.ts';
import { parseJson } from '../values/convert.ts';
import { getKey, isObject } from '../values/value.ts';
import type { ConnectionOf } from './connection-kinds.ts';

type OAuthConnection = ConnectionOf<'oauth-client'>;

/** Access tokens of connections, for as long as they are good. */
export interface TokenCache {
  /** A token of the connection, fetched when there is none or it is about to end. Throws a CardError `connection`. */
  token(connection: OAuthConnection, caller: TokenCaller): Promise<string>;
  /** Forgets a token that a service refused; another one that came meanwhile is kept. */
  forget(connectionId: string, token: string): void;
}

/** On whose behalf a token is fetched. */
export interface TokenCaller {
  readonly http: HttpPort;
  readonly request: Pick<HttpRequest, 'callId' | 'timeoutMilliseconds'>;
  readonly signal: AbortSignal;
}

interface Remembered {
  /** Changes with what the token was fetched with. */
  readonly fingerprint: string;
  readonly token: string;
  readonly usedUntil: number;
}

/** Seconds before its end at which a token is no longer used; half of its life when that is shorter. */
const LEEWAY_SECONDS = 60;
/** When the server does not say how long a token lives. */
const DEFAULT_LIFE_SECONDS = 300;

/** Makes an empty {@link TokenCache}. Calls that need the same token at the same time share one request. */
export function tokenCache(clock: Clock): TokenCache {
  const tokens = new Map<string, Remembered>();
  const pending = new Map<string, Promise<Remembered>>();

  async function fetchToken(
    connection: OAuthConnection,
    fingerprint: string,
    caller: TokenCaller,
  ): Promise<Remembered> {
    const asked = clock.now().getTime();
    const { token, lifeSeconds } = await requestToken(connection, caller);
    const usable = Math.max(lifeSeconds - LEEWAY_SECONDS, lifeSeconds / 2);
    const remembered = { fingerprint, token, usedUntil: asked + usable * 1000 };
    tokens.set(connection.id, remembered);
    return remembered;
  }

  return {
    async token(connection, caller) {
      const { id, settings, secret } = connection;
      const fingerprint = JSON.stringify([settings, secret]);
      const known = tokens.get(id);
      if (known?.fingerprint === fingerprint && clock.now().getTime() < known.usedUntil) return known.token;
      const key = `${id} ${fingerprint}`;
      const running =
        pending.get(key) ?? fetchToken(connection, fingerprint, caller).finally(() => pending.delete(key));
      pending.set(key, running);
      return (await running).token;
    },
    forget(connectionId, token) {
      if (tokens.get(connectionId)?.token === token) tokens.delete(connectionId);
    },
  };
}

async function requestToken(
  { settings, secret }: OAuthConnection,
  { http, request, signal }: TokenCaller,
): Promise<{ readonly token: string; readonly lifeSeconds: number }> {
  const inBody = settings.clientAuthentication === 'body';
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (settings.scope !== undefined) form.set('scope', settings.scope);
  if (settings.audience !== undefined) form.set('audience', settings.audience);
  if (inBody) {
    form.set('client_id', settings.clientId);
    form.set('client_secret', secret.clientSecret);
  }
  const response = await http.send(
    {
      connection: null,
      method: 'POST',
      url: settings.tokenUrl,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        ...(inBody ? {} : { Authorization: clientHeader(settings.clientId, secret.clientSecret) }),
      },
      body: form.toString(),
      timeoutMilliseconds: request.timeoutMilliseconds,
      callId: `${request.callId}/token`,
    },
    signal,
  );
  return readToken(settings.tokenUrl, response);
}

/** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
function clientHeader(id: string, secret: string): string {
  const encode = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
  return `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`;
}

function readToken(
  url: string,
  { status, body }: HttpResponse,
): { readonly token: string; readonly lifeSeconds: number } {
  const parsed = parseJson(new TextDecoder().decode(body));
  const fields = parsed !== undefined && isObject(parsed) ? parsed : {};
  const token = getKey(fields, 'access_token');
  const life = Number(getKey(fields, 'expires_in') ?? DEFAULT_LIFE_SECONDS);
  if (status < 400 && typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) {
    return { token, lifeSeconds: Number.isFinite(life) && life > 0 ? life : DEFAULT_LIFE_SECONDS };
  }
  const reason = getKey(fields, 'error_description') ?? getKey(fields, 'error') ?? 'no usable access_token';
  throw new CardError(
    `The token endpoint ${url} answered ${statusText(status)}: ${String(reason)}. Check the connection.`,
    {
      kind: 'connection',
      statusCode: status,
    },
  );
}
