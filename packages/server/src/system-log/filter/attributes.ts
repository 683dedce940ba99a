import type { LogEvent } from '@headwater/protocol';

/** The values of an attribute in one entry: several for targets, none where there is no value. */
export type ReadValues = (entry: LogEvent) => readonly unknown[];

/** The attributes of an entry that a filter may name; names count in any letter case (RFC 7644 3.4.2.2). */
const ATTRIBUTES: Readonly<Record<string, ReadValues>> = {
  'actor.alternateid': (entry) => [entry.actor.alternateId],
  'actor.displayname': (entry) => [entry.actor.displayName],
  'actor.id': (entry) => [entry.actor.id],
  'actor.type': (entry) => [entry.actor.type],
  'client.ipaddress': (entry) => [entry.client.ipAddress],
  'client.useragent.rawuseragent': (entry) => [entry.client.userAgent.rawUserAgent],
  displaymessage: (entry) => [entry.displayMessage],
  eventtype: (entry) => [entry.eventType],
  legacyeventtype: (entry) => [entry.legacyEventType],
  'outcome.reason': (entry) => [entry.outcome.reason],
  'outcome.result': (entry) => [entry.outcome.result],
  published: (entry) => [entry.published],
  severity: (entry) => [entry.severity],
  'target.alternateid': (entry) => entry.target.map((target) => target.alternateId),
  'target.displayname': (entry) => entry.target.map((target) => target.displayName),
  'target.id': (entry) => entry.target.map((target) => target.id),
  'target.type': (entry) => entry.target.map((target) => target.type),
  'transaction.id': (entry) => [entry.transaction.id],
  'transaction.type': (entry) => [entry.transaction.type],
  uuid: (entry) => [entry.uuid],
  version: (entry) => [entry.version],
};

const DEBUG_DATA = 'debugcontext.debugdata.';

/** How to read an attribute, or undefined for a name that is none. The fields of the debug data are open, and exact in case. */
export function readerOf(attribute: string): ReadValues | undefined {
  const name = attribute.toLowerCase();
  if (name.startsWith(DEBUG_DATA) && name.length > DEBUG_DATA.length) {
    const field = attribute.slice(DEBUG_DATA.length);
    return (entry) => [entry.debugContext.debugData[field]];
  }
  return Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
}
