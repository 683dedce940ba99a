import { FEATURES, type Feature } from '../check/features.ts';
import type { Profile, Value } from '../value.ts';
import type { EvaluationContext, Group } from './context.ts';

/** What a context document says. */
export interface ContextDocument {
  readonly context: EvaluationContext;
  /** The kind of expression, where the document names one. */
  readonly feature?: Feature;
}

type Fields = Readonly<Record<string, unknown>>;

const PROFILES = ['source', 'appuser', 'root', 'user', 'app', 'org', 'idpuser', 'session', 'access', 'target_app'];
const RECORDS = ['apps', 'appusers', 'linked', 'internal', 'manager', 'assistant'];
const OTHERS = ['groups', 'now', 'feature', 'val', 'valType'];
const KEYS: ReadonlySet<string> = new Set([...PROFILES, ...RECORDS, ...OTHERS]);

/**
 * Reads a context written down as JSON, for trying expressions and for tables of examples: profiles by scope (`source`, also
 * called `appuser` or `root`; `user`, `app`, `org`, …), `groups`, `linked` objects by relation, `internal` properties,
 * `apps` and `appusers` by app, `manager` and `assistant` as `{user, appusers}`, `now`, the `feature`, and `val` for a
 * source with that one attribute. Throws a TypeError that names what is wrong.
 */
export function readContextDocument(document: unknown): ContextDocument {
  const given = checked(document);
  const profile = (name: string): Profile | null => (given[name] as Profile | undefined) ?? null;
  const record = (name: string): Fields => (given[name] as Fields | undefined) ?? {};
  const feature = readFeature(given.feature);
  const now = readInstant(given.now);
  const context: EvaluationContext = {
    source: profile('source') ?? profile('appuser') ?? profile('root') ?? onlyValue(given.val),
    user: profile('user'),
    app: profile('app'),
    org: profile('org'),
    idpuser: profile('idpuser'),
    session: profile('session'),
    access: profile('access'),
    appInstance: (name) => (name === 'target' ? profile('target_app') : own<Profile>(record('apps'), name)),
    appUsers: (name) => own<readonly Profile[]>(record('appusers'), name) ?? [],
    groups: () => readGroups(given.groups),
    linkedObject: (name) => own<Profile>(record('linked'), name),
    relatedUser: (relation, app) => related(record(relation), app),
    internalProperty: (name) => own<Value>(record('internal'), name),
    ...(now === undefined ? {} : { clock: { now: () => now } }),
  };
  return feature === undefined ? { context } : { context, feature };
}

/** The document with the kind of every member verified; what stands deeper is JSON, which every reader bears. */
function checked(document: unknown): Fields {
  if (!isObject(document))
    throw new TypeError('The context must be an object such as {"source": {"firstName": "Ada"}}');
  for (const [name, value] of Object.entries(document)) {
    if (!KEYS.has(name)) throw new TypeError(`The context has no "${name}"; it may have ${[...KEYS].join(', ')}`);
    if (![...PROFILES, ...RECORDS].includes(name) || value === null || isObject(value)) continue;
    throw new TypeError(`"${name}" of the context must be an object, and it is ${JSON.stringify(value)}`);
  }
  for (const [app, users] of Object.entries((document.appusers as Fields | null | undefined) ?? {})) {
    if (!Array.isArray(users)) throw new TypeError(`"appusers.${app}" of the context must be a list of objects`);
  }
  return document;
}

function readFeature(value: unknown): Feature | undefined {
  if (value === undefined) return undefined;
  const name = String(value).replaceAll('_', '-');
  const feature = (Object.keys(FEATURES) as Feature[]).find((known) => known === name);
  if (feature !== undefined) return feature;
  throw new TypeError(`"feature" of the context is "${name}", which is none of ${Object.keys(FEATURES).join(', ')}`);
}

function readInstant(value: unknown): Date | undefined {
  if (value === undefined) return undefined;
  const instant = new Date(typeof value === 'string' ? value : Number.NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new TypeError(`"now" of the context must be an instant such as "2026-01-31T12:00:00Z"`);
}

function readGroups(value: unknown): readonly Group[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError('"groups" of the context must be a list of {"id", "name"}');
  return value.map((group: unknown) => {
    const { id, name, type = 'OKTA_GROUP', sourceId = null, ...others } = isObject(group) ? group : {};
    if (typeof id !== 'string' || typeof name !== 'string') {
      throw new TypeError(
        `"groups" of the context has ${JSON.stringify(group)}; a group has at least an id and a name`,
      );
    }
    return { ...others, id, name, type: String(type), sourceId: sourceId === null ? null : String(sourceId) };
  });
}

function related(fields: Fields, app: string | null): Profile | null {
  if (app === null) return own<Profile>(fields, 'user');
  return own<Profile>(isObject(fields.appusers) ? fields.appusers : {}, app);
}

function onlyValue(val: unknown): Profile | null {
  return val === undefined ? null : { val: val as Value };
}

/** An own member as the JSON that it is, or null. */
function own<T>(fields: Fields, name: string): T | null {
  return Object.hasOwn(fields, name) ? ((fields[name] as T | undefined) ?? null) : null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
