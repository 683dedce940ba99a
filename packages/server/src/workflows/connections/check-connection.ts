import type { FlowConnectionRequest } from '@headwater/protocol';
import { CONNECTION_KINDS, CONNECTORS, type ConnectionKind, findConnector } from '@headwater/workflows';
import Type from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { schemaCauses } from '../../http/validation.ts';

interface KindValidators {
  readonly settings: Validator;
  readonly secret: Validator;
}

const VALIDATORS = Object.fromEntries(
  Object.entries(CONNECTION_KINDS).map(([kind, { settings, secret }]) => [
    kind,
    { settings: Compile(settings), secret: Compile(secret) },
  ]),
  // Every kind is a key.
) as unknown as Readonly<Record<ConnectionKind, KindValidators>>;

/** Settings of a connection to the very org it is in; `baseUrl` is where that can be reached. */
const SELF = Compile(
  Type.Object(
    {
      org: Type.Literal('self'),
      baseUrl: CONNECTION_KINDS.none.settings.properties.baseUrl,
      scheme: CONNECTION_KINDS.okta.settings.properties.scheme,
    },
    { additionalProperties: false },
  ),
);

/** What is wrong with a connection, one sentence each; empty when nothing is. A secret that is not at hand is not looked at. */
export function connectionCauses({
  connector,
  kind,
  settings = {},
  secret,
}: Omit<FlowConnectionRequest, 'name'>): readonly string[] {
  return [
    ...connectorCauses(connector, kind),
    ...schemaCauses(isSelf(kind, settings) ? SELF : VALIDATORS[kind].settings, settings, 'settings'),
    ...(secret === undefined ? [] : schemaCauses(VALIDATORS[kind].secret, secret, 'secret')),
  ];
}

function connectorCauses(name: string, kind: ConnectionKind): readonly string[] {
  const connector = findConnector(CONNECTORS, name);
  const connected = CONNECTORS.filter(({ connections }) => connections.length > 0);
  if (connector === null || connector.connections.length === 0) {
    const known = connected.map((one) => one.name).join(', ');
    return [`connector: "${name}" is no connector that takes connections; there are ${known}`];
  }
  if (connector.connections.includes(kind)) return [];
  return [`kind: "${kind}" is no kind of connection of ${name}; it takes ${connector.connections.join(', ')}`];
}

/** Whether a connection is to the org it is in. */
export function isSelf(kind: ConnectionKind, settings: Readonly<Record<string, unknown>>): boolean {
  return kind === 'okta' && Object.hasOwn(settings, 'org');
}

/** Whether the kind has a secret at all. */
export function needsSecret(kind: ConnectionKind): boolean {
  return kind !== 'none';
}

/** Settings that decide where credentials go. */
const DESTINATIONS = ['org', 'baseUrl', 'origins', 'tokenUrl'] as const;

/** Whether the credentials of a connection would go elsewhere with the new settings. */
export function isRedirected(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  return DESTINATIONS.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
