import type { Action, Connector } from './connector.ts';
import { httpFunctions } from './httpfunctions/connector.ts';
import { okta } from './okta/connector.ts';
import { stash } from './stash/connector.ts';

/** Every connector of the product. A host may give the interpreter more. */
export const CONNECTORS: readonly Connector[] = [httpFunctions, okta, stash];

/** A connector, with its card if it has it. */
export interface FoundAction {
  readonly connector: Connector;
  /** Null when the connector does not have the card. */
  readonly action: Action | null;
}

/**
 * The connector and card of an address. Hash suffixes of connectors from the connector builder do not count
 * (`searchEmployees_iGi7mXMM9E`, `slack_4151667d…`, workflows-format 3.1); versions are not asked for. Null when nobody plays the
 * connector.
 */
export function findAction(connectors: readonly Connector[], connector: string, action: string): FoundAction | null {
  const found = findConnector(connectors, connector);
  if (found === null) return null;
  const key = [action, withoutHash(action)].find((name) => Object.hasOwn(found.actions, name));
  return { connector: found, action: key === undefined ? null : (found.actions[key] ?? null) };
}

/** The connector of a name, with or without its hash suffix; null when there is none. */
export function findConnector(connectors: readonly Connector[], name: string): Connector | null {
  const bare = withoutHash(name);
  return connectors.find((one) => one.name === name) ?? connectors.find((one) => one.name === bare) ?? null;
}

/** Names proper have no underscore; hashes may have further ones. */
function withoutHash(name: string): string {
  const at = name.indexOf('_');
  return at > 0 ? name.slice(0, at) : name;
}
