import type { Connector } from '../connectors/connector.ts';
import type { PackInput } from '../pack/pack.ts';
import { getKey, type Value } from '../values/value.ts';
import type { Bindings } from './program.ts';

/** Input of cards whose option leaves the application open (workflows-format 6.3). */
const APPLICATION_INPUT = { group: 'Application', key: 'applicationID' };

/**
 * The literal of an input with ids of this org in place of those the pack was made with: options a connector calls ids, the
 * application an Okta card names, and any option whose whole value is a bound id.
 */
export function bindLiteral(input: PackInput, connector: Connector | null, bindings: Bindings): Value {
  const { literal } = input;
  if (typeof literal !== 'string') return literal;
  if (namesApplication(input, connector)) {
    const application = getKey(bindings.applications ?? {}, literal);
    if (application !== null) return application;
  }
  if (!input.isOption) return literal;
  return getKey(bindings.ids ?? {}, literal) ?? literal;
}

/** Whether the value of an input is the id of an application. */
export function namesApplication(input: PackInput, connector: Connector | null): boolean {
  if (connector === null) return false;
  if (input.isOption) return getKey(connector.boundOptions ?? {}, input.key) === 'application';
  return connector.name === 'okta' && input.group === APPLICATION_INPUT.group && input.key === APPLICATION_INPUT.key;
}
