import { EXTERNAL_ID_LENGTH } from '@headwater/protocol';
import type { RecordOrigin, Rejection, RejectionCode, SourceRecord } from './source-record.ts';

export type ItemAction = 'upsert' | 'delete';

/** One record as it goes over the wire. */
export interface BulkItem {
  readonly action: ItemAction;
  readonly externalId: string;
  /** JSON text of the element of `profiles`. */
  readonly json: string;
  /** Bytes of `json` in UTF-8. */
  readonly bytes: number;
  readonly origin?: RecordOrigin;
}

export interface ItemOptions {
  /** Send `""` as null, which clears the attribute; default true (identity-sources-api 5). */
  readonly emptyAsNull?: boolean;
}

type Loadable = Extract<SourceRecord, { readonly kind: 'upsert' | 'remove' }>;

/** Makes the wire form of a record, or says why it has none (identity-sources-api 5, 6.4). */
export function bulkItem(record: Loadable, options: ItemOptions = {}): BulkItem | Rejection {
  const wrongId = checkExternalId(record.externalId);
  if (wrongId !== undefined) return wrongId;
  if (record.kind === 'remove') return item('delete', record, { externalId: record.externalId });

  const profile = wireProfile(record.profile, options.emptyAsNull ?? true);
  if (isRejection(profile)) return profile;
  if (Object.keys(profile.values).length === 0) {
    return reject('profileEmpty', 'The record has no attributes; the org would make a user without any.');
  }
  return item('upsert', record, { externalId: record.externalId, profile: profile.values });
}

export function isRejection(value: object): value is Rejection {
  return 'code' in value;
}

function item(action: ItemAction, record: Loadable, wire: object): BulkItem {
  const json = JSON.stringify(wire);
  const origin = record.origin === undefined ? {} : { origin: record.origin };
  return { action, externalId: record.externalId, json, bytes: Buffer.byteLength(json), ...origin };
}

function checkExternalId(externalId: string): Rejection | undefined {
  if (externalId === '') return reject('externalIdMissing', 'The record has no external id.');
  const longest = EXTERNAL_ID_LENGTH.user;
  if (externalId.length <= longest) return undefined;
  return reject(
    'externalIdTooLong',
    `The external id "${externalId.slice(0, 40)}…" has ${externalId.length} characters; ${longest} are allowed.`,
  );
}

function wireProfile(profile: Readonly<Record<string, unknown>>, emptyAsNull: boolean): { values: object } | Rejection {
  const values: [string, string | null][] = [];
  for (const [attribute, value] of Object.entries(profile)) {
    if (value === undefined) continue;
    const text = wireValue(value);
    if (text === undefined) return notScalar(attribute, value);
    values.push([attribute, text === '' && emptyAsNull ? null : text]);
  }
  return { values: Object.fromEntries(values) };
}

/** Attributes are strings on the wire; `undefined` for what has no text form. */
function wireValue(value: unknown): string | null | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    default:
      if (value === null) return null;
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
  }
}

function notScalar(attribute: string, value: unknown): Rejection {
  const what = Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `the ${typeof value} ${String(value)}`;
  return reject(
    'valueNotScalar',
    `The attribute "${attribute}" is ${what}, and only text can be sent. Map it to one text, or leave it out.`,
  );
}

function reject(code: RejectionCode, message: string): Rejection {
  return { code, message };
}
