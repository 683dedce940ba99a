import Type from 'typebox';

/** Okta's error object (identity-sources-api 4.1). */
export const ErrorBody = Type.Object(
  {
    errorCode: Type.String(),
    errorSummary: Type.String(),
    errorLink: Type.String(),
    errorId: Type.String(),
    errorCauses: Type.Array(Type.Object({ errorSummary: Type.String() })),
  },
  { $id: 'Error' },
);
