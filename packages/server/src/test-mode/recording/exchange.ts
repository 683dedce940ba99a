import Type, { type Static } from 'typebox';
import { FaultKind } from '../faults/fault.ts';

const Headers = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]));
const Body = Type.Union([Type.String(), Type.Null()], { description: 'Text, at most its first 256 KiB; null: none' });

/** A request and its answer. */
export const Exchange = Type.Object(
  {
    number: Type.Integer({ description: 'In the order of the answers' }),
    started: Type.String({ format: 'date-time', description: 'On the org’s clock' }),
    milliseconds: Type.Number({ description: 'Of real time until the answer' }),
    operationId: Type.Union([Type.String(), Type.Null()]),
    request: Type.Object({
      method: Type.String(),
      path: Type.String(),
      query: Type.String({ description: 'As the client wrote it, without `?`' }),
      headers: Headers,
      body: Body,
    }),
    response: Type.Union([Type.Object({ status: Type.Integer(), headers: Headers, body: Body }), Type.Null()], {
      description:
        'As the server made it, also where a fault kept it from the client; null: the request was not processed',
    }),
    fault: Type.Union([FaultKind, Type.Null()]),
  },
  { $id: 'Exchange' },
);

export type Exchange = Static<typeof Exchange>;
