import { ApiError, notFound, validationFailed } from '@headwater/protocol';

export function flowNotFound(id: string): ApiError {
  return notFound(id, 'Flow');
}

export function executionNotFound(id: string): ApiError {
  return notFound(id, 'FlowExecution');
}

/** A request that an execution in its present state cannot follow. */
export function executionConflict(reason: string): ApiError {
  return new ApiError('conflict', { data: { subject: 'flowExecution' }, causes: [reason] });
}

/** A flow that is switched off. */
export function flowIsOff(name: string): ApiError {
  return validationFailed('flow', [`flow: "${name}" is off; switch it on first`]);
}
