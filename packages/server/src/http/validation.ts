import { ApiError, validationFailed } from '@headwater/protocol';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Convert } from 'typebox/value';

const MAX_CAUSES = 10;

/** Validates with the compiled TypeBox schema of the route; values of queries and paths, which arrive as text, are converted first. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isText = httpPart === 'querystring' || httpPart === 'params';
  return (data: unknown) => {
    const value = isText ? Convert(schema, data) : data;
    if (validator.Check(value)) return { value };
    return { error: toApiError(httpPart, validator.Errors(value)) };
  };
};

/** What a schema has against a value, each cause with the name of the field, which lies in the field `within`. */
export function schemaCauses(validator: Validator, value: unknown, within: string): readonly string[] {
  if (validator.Check(value)) return [];
  const errors = validator
    .Errors(value)
    // Told for each of the properties.
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map((error) => ({ ...error, instancePath: `/${within}${error.instancePath}` }));
  const causes = errors.flatMap((error) =>
    error.keyword === 'boolean' ? [`${fieldName(error.instancePath)}: There is no such field`] : describe(error),
  );
  return [...new Set(causes)].slice(0, MAX_CAUSES);
}

function toApiError(httpPart: string | undefined, errors: readonly TLocalizedValidationError[]): ApiError {
  if (httpPart === 'body' && errors.some(({ instancePath, keyword }) => instancePath === '' && keyword === 'type')) {
    return new ApiError('malformedBody');
  }
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => `${schemaPath}/anyOf/`);
  const telling = errors.filter(({ schemaPath }) => !choices.some((branch) => schemaPath.startsWith(branch)));
  const causes = [...new Set(telling.flatMap(describe))].slice(0, MAX_CAUSES);
  const [first = ''] = causes;
  return validationFailed(/^[^.[:]*/.exec(first)?.[0] ?? '', causes);
}

function describe(error: TLocalizedValidationError): readonly string[] {
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map(
      (name) => `${fieldName(`${error.instancePath}/${name}`)}: The field cannot be left blank`,
    );
  }
  return [`${fieldName(error.instancePath)}: The field ${error.message}`];
}

/** `/profiles/3/externalId` as people write it: `profiles[3].externalId`. */
function fieldName(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
