/** A JSON Schema, as far as requests use it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One operation of an OpenAPI document, with all that a request needs. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/api/v1/things/{thingId}` */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Undefined when it takes no body. */
  readonly body: JsonSchema | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema: JsonSchema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> };
}

interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** Every operation of a document, with references to its components followed. */
export function operationsOf(document: object): readonly Operation[] {
  const { paths, components } = document as Document;
  const schemas = components?.schemas ?? {};
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.has(method))
      .map(([method, { operationId, parameters = [], requestBody }]) => ({
        id: operationId ?? `${method} ${template}`,
        method: method.toUpperCase(),
        template,
        parameters: parameters.map((each) => ({ ...each, schema: follow(each.schema, schemas) })),
        body: bodyOf(requestBody, schemas),
      })),
  );
}

function bodyOf(
  requestBody: OperationObject['requestBody'],
  schemas: Readonly<Record<string, JsonSchema>>,
): JsonSchema | undefined {
  const schema = requestBody?.content?.['application/json']?.schema;
  return schema === undefined ? undefined : follow(schema, schemas);
}

function follow(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const resolved = resolve(schema, schemas, []);
  return typeof resolved === 'object' && resolved !== null && !Array.isArray(resolved) ? { ...resolved } : {};
}

/** Replaces references; one that leads back to itself becomes "anything". */
function resolve(value: unknown, schemas: Readonly<Record<string, JsonSchema>>, seen: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, schemas, seen));
  if (typeof value !== 'object' || value === null) return value;
  const reference = '$ref' in value && typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined;
  if (reference !== undefined) {
    return seen.includes(reference) ? {} : resolve(schemas[reference] ?? {}, schemas, [...seen, reference]);
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each, schemas, seen)]));
}
