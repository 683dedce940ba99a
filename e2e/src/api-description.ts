import Ajv, { type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Answer } from './http-call.ts';

interface Described {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface OperationObject {
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, Described>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

interface Entry {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly operation: OperationObject;
  readonly pointer: string;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** What is wrong with an answer, by a description. */
export interface Deviation {
  readonly operation: string;
  readonly status: number;
  /** The status is not listed at all, or something about its headers or body is wrong. */
  readonly kind: 'status' | 'content';
  readonly detail: string;
}

/** An OpenAPI document (3.0 or 3.1) against which recorded answers are checked. */
export class ApiDescription {
  readonly #ajv: Ajv.default;
  readonly #document: Document;
  readonly #entries: readonly Entry[];

  constructor(document: object) {
    // Whether it is one is checked apart, by the schema of OpenAPI itself.
    this.#document = document as Document;
    const options = { strict: false, allErrors: true, validateSchema: false } as const;
    this.#ajv = this.#document.openapi.startsWith('3.0') ? new Ajv.default(options) : new Ajv2020(options);
    formats.default(this.#ajv);
    this.#ajv.addSchema({ ...document, $id: 'description' });
    this.#entries = Object.entries(this.#document.paths).flatMap(([template, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, operation]) => ({
          method: method.toUpperCase(),
          template,
          pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
          operation,
          pointer: `/paths/${toPointer(template)}/${method}/responses`,
        })),
    );
  }

  /** The name of every operation. */
  get operations(): readonly string[] {
    return this.#entries.map(nameOf);
  }

  /** The name of the operation that a request means. Throws when the description has none. */
  operationOf(method: string, path: string): string {
    return nameOf(this.#find(method, path));
  }

  /** Everything in which the answer to a request is not as described. */
  check(method: string, path: string, answer: Answer): readonly Deviation[] {
    const entry = this.#find(method, path);
    const operation = nameOf(entry);
    const { status } = answer;
    const listed = entry.operation.responses[status];
    if (listed === undefined) {
      return [{ operation, status, kind: 'status', detail: `status ${status} is not listed` }];
    }
    const [described, pointer] = this.#resolve(listed, `${entry.pointer}/${status}`);
    return this.#checkContent(described, pointer, answer).map((detail) => ({
      operation,
      status,
      kind: 'content',
      detail,
    }));
  }

  #find(method: string, path: string): Entry {
    const [pathname = ''] = path.split('?');
    const found = this.#entries
      .filter((entry) => entry.method === method && entry.pattern.test(pathname))
      .sort((a, b) => a.template.split('{').length - b.template.split('{').length)[0];
    if (found === undefined) throw new Error(`The description has no ${method} ${pathname}`);
    return found;
  }

  #resolve(described: Described, pointer: string): readonly [Described, string] {
    const { $ref } = described;
    if ($ref === undefined) return [described, pointer];
    let target: unknown = this.#document;
    for (const part of $ref.slice(2).split('/')) target = (target as Readonly<Record<string, unknown>>)[part];
    return [target as Described, $ref.slice(1)];
  }

  #checkContent({ content }: Described, pointer: string, { headers, text }: Answer): readonly string[] {
    const type = headers['content-type'];
    if (content === undefined) {
      const typed = type === undefined ? [] : [`the content type is ${String(type)} where no content is described`];
      return text === '' ? typed : [...typed, `there is a body where none is described: ${text.slice(0, 80)}`];
    }
    if (typeof type !== 'string' || !(type in content)) {
      return [`the content type is ${String(type)}, described is ${Object.keys(content).join(', ')}`];
    }
    const validate = this.#validator(`${pointer}/content/${toPointer(type)}/schema`);
    if (validate(JSON.parse(text))) return [];
    return [this.#ajv.errorsText(validate.errors, { dataVar: 'body' })];
  }

  #validator(pointer: string): ValidateFunction {
    const reference = `description#${encodeURI(pointer)}`;
    return this.#ajv.getSchema(reference) ?? this.#ajv.compile({ $ref: reference });
  }
}

function nameOf({ method, template, operation }: Entry): string {
  return operation.operationId ?? `${method} ${template}`;
}

function toPointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
