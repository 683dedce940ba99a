import {
  type FrameOutcome,
  getKey,
  type HttpAnswer,
  toJson,
  type ValueObject,
  type WorkflowChoices,
} from '@headwater/workflows';
import { redactText } from '../journal/redact.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** What decides the answer besides the end of the flow. */
export type AnswerChoices = Pick<WorkflowChoices, 'endpointWithoutAnswer'>;

/**
 * What the caller of an endpoint is told when its flow ends (workflows-format 5.9): what Return Raw says as it is, the fields of Return as
 * JSON; a failure with the status of its error, 500 where that is none of HTTP; a flow that ends otherwise with 200 and what the switch
 * `endpointWithoutAnswer` says.
 */
export function answerTo(outcome: FrameOutcome, { endpointWithoutAnswer }: AnswerChoices): HttpAnswer {
  switch (outcome.status) {
    case 'returned':
      if (outcome.answer !== undefined) return outcome.answer;
      return outcome.by !== 'lastCard' || endpointWithoutAnswer === 'lastCard200' ? json(200, outcome.result) : empty();
    case 'halted':
      return empty();
    case 'failed':
      return failure(outcome.error);
  }
}

function json(statusCode: number, result: ValueObject): HttpAnswer {
  return { statusCode, headers: JSON_HEADERS, body: JSON.stringify(toJson(result)) };
}

function empty(): HttpAnswer {
  return { statusCode: 200, headers: {}, body: '' };
}

/** The message of the error alone: its other fields may tell of systems behind the flow. */
function failure(error: ValueObject): HttpAnswer {
  const status = getKey(error, 'statusCode');
  const message = getKey(error, 'message');
  const kind = getKey(error, 'kind');
  const isHttp = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
  return json(isHttp ? status : 500, {
    error: typeof kind === 'string' ? kind : 'failed',
    message: typeof message === 'string' ? redactText(message) : 'The flow failed',
  });
}
