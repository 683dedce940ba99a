import Type, { type Static } from 'typebox';

const text = Type.Union([Type.String(), Type.Null()]);

const Principal = Type.Object({ id: text, type: text, alternateId: text, displayName: text });

/** One entry of the System Log (identity-sources-api 7.7). */
export const LogEvent = Type.Object(
  {
    uuid: Type.String(),
    published: Type.String({ format: 'date-time' }),
    eventType: Type.String(),
    version: Type.Literal('0'),
    severity: Type.Enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    legacyEventType: text,
    displayMessage: text,
    actor: Principal,
    client: Type.Object({ ipAddress: text, userAgent: Type.Object({ rawUserAgent: text }) }),
    outcome: Type.Object({ result: Type.Enum(['SUCCESS', 'FAILURE', 'SKIPPED']), reason: text }),
    target: Type.Array(
      Type.Object({
        id: text,
        type: text,
        alternateId: text,
        displayName: text,
        detailEntry: Type.Unknown(),
        changeDetails: Type.Optional(
          Type.Object(
            { from: Type.Record(Type.String(), Type.Unknown()), to: Type.Record(Type.String(), Type.Unknown()) },
            { description: 'Old and new values, where the event is about a change of this target' },
          ),
        ),
      }),
    ),
    transaction: Type.Object({ type: Type.Enum(['WEB', 'JOB']), id: text, detail: Type.Unknown() }),
    debugContext: Type.Object({ debugData: Type.Record(Type.String(), Type.Unknown()) }),
    authenticationContext: Type.Object({ externalSessionId: text }),
    securityContext: Type.Object({}),
    request: Type.Object({ ipChain: Type.Array(Type.Unknown()) }),
  },
  { $id: 'LogEvent' },
);

export type LogEvent = Static<typeof LogEvent>;
