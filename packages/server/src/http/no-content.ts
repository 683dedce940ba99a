import Type from 'typebox';

/** What a 204 answers, for the schema of the response. */
export const NoContent = Type.Null({ description: 'No Content' });
