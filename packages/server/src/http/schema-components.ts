/** Puts named schemas (`$id`) of routes under `components.schemas` of the OpenAPI document, once each. */
export interface SchemaDocument {
  /** A copy of a schema in which named schemas are marked, for the generator to carry through. */
  mark(schema: object, description?: string): object;
  /** The finished document: marks become references. */
  resolve(document: object): object;
}

const MARK = 'x-component';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Makes a {@link SchemaDocument} that knows no schema yet. */
export function documentSchemas(): SchemaDocument {
  const named = new Map<string, Json>();

  function markAll(value: Json): Json {
    if (isArray(value)) return value.map(markAll);
    if (!isRecord(value)) return value;
    const { $id, $ref, ...rest } = value;
    if (typeof $ref === 'string' && !$ref.startsWith('#')) return { [MARK]: $ref };
    const marked = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, markAll(part)]));
    if (typeof $id !== 'string') return marked;
    named.set($id, Object.fromEntries(Object.keys(rest).map((name) => [name, marked[name] ?? null])));
    return { [MARK]: $id };
  }

  return {
    mark: (schema, description) => {
      const marked = markAll(toJson(schema));
      return description === undefined || !isRecord(marked) ? (marked as object) : { description, ...marked };
    },
    resolve: (document) => {
      const json = toJson(document);
      const { components } = json as { readonly components: { readonly [name: string]: Json } };
      const schemas = Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)));
      return resolveMarks({ ...(json as object), components: { ...components, schemas } }) as object;
    },
  };
}

function resolveMarks(value: Json): Json {
  if (isArray(value)) return value.map(resolveMarks);
  if (!isRecord(value)) return value;
  const name = value[MARK];
  if (typeof name === 'string') return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolveMarks(part)]));
}

function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !isArray(value);
}
