import {
  type Connector,
  findAction,
  findConnector,
  getKey,
  isList,
  isObject,
  namesApplication,
  type PackCard,
  type PackFlow,
  type PackInput,
  type Value,
  walkFlow,
} from '@headwater/workflows';

/** What of the org, and of the world, the cards of a flow reach. */
export interface FlowNeeds {
  /** Ids of applications, as in the pack. */
  readonly applications: ReadonlySet<string>;
  /** By the key of a binding. */
  readonly connections: ReadonlyMap<string, { readonly connector: string; readonly connectionId: string | null }>;
  /** Origins of URLs in literals. */
  readonly hosts: ReadonlySet<string>;
}

/** Looks through all cards of a flow, those of blocks included. */
export function flowNeeds(flow: PackFlow, connectors: readonly Connector[]): FlowNeeds {
  const applications = new Set<string>();
  const connections = new Map<string, { connector: string; connectionId: string | null }>();
  const hosts = new Set<string>();
  for (const { scope } of walkFlow(flow)) {
    for (const card of scope.cards) {
      for (const id of applicationsOf(card, connectors)) applications.add(id);
      for (const { literal } of card.inputs) addHosts(hosts, literal);
      if (card.kind.type === 'connector' && calls(card, connectors)) {
        const { connectionId, kind } = card;
        connections.set(connectionId ?? kind.connector, { connector: kind.connector, connectionId });
      }
    }
  }
  return { applications, connections, hosts };
}

/** Whether a card calls its system. A card that nobody plays does not, nor one that starts the flow. */
function calls({ kind, isTrigger }: PackCard, connectors: readonly Connector[]): boolean {
  if (kind.type !== 'connector' || isTrigger) return false;
  const found = findAction(connectors, kind.connector, kind.action);
  if (found === null || found.action === null) return false;
  return found.connector.connections.length > 0 && found.action.effect !== 'none';
}

/** Option of a template that was never filled in (workflows-format 6.3). */
const PLACEHOLDER = /^-- .* --$/;

function applicationsOf(card: PackCard, connectors: readonly Connector[]): readonly string[] {
  if (card.kind.type !== 'connector') return [];
  const connector = findConnector(connectors, card.kind.connector);
  const asks = card.inputs.some(({ group, key }) => group === 'Application' && key === 'applicationID');
  return card.inputs.flatMap((input) => {
    const id = applicationOf(input, connector);
    return id === null || (asks && PLACEHOLDER.test(id)) ? [] : [id];
  });
}

function applicationOf(input: PackInput, connector: Connector | null): string | null {
  const { literal } = input;
  return typeof literal === 'string' && literal !== '' && namesApplication(input, connector) ? literal : null;
}

const URL_IN_TEXT = /https?:\/\/[a-z0-9.-]+(?::\d+)?(?=[/?#\s"'\\,;)\]}]|$)/gi;

function addHosts(hosts: Set<string>, literal: Value): void {
  const rest: Value[] = [literal];
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value === 'string') for (const [url] of value.matchAll(URL_IN_TEXT)) addOrigin(hosts, url);
    else if (isList(value)) for (const one of value) rest.push(one);
    else if (isObject(value)) for (const key of Object.keys(value)) rest.push(getKey(value, key));
  }
}

function addOrigin(hosts: Set<string>, url: string): void {
  if (URL.canParse(url)) hosts.add(new URL(url).origin);
}
