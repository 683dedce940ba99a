import Type, { type Static } from 'typebox';
import { SESSION_STATUSES } from '../session-state.ts';

/** A session as the wire shows it (identity-sources-api 2.1); the order of the keys is Okta's. */
export const Session = Type.Object(
  {
    id: Type.String({ description: 'aps… id of the session' }),
    identitySourceId: Type.String(),
    status: Type.Enum([...SESSION_STATUSES]),
    importType: Type.Literal('INCREMENTAL'),
    created: Type.String({ format: 'date-time' }),
    lastUpdated: Type.String({ format: 'date-time' }),
  },
  { $id: 'Session' },
);

export type Session = Static<typeof Session>;
