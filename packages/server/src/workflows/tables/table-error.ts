import { type ApiError, validationFailed } from '@headwater/protocol';
import { CardError } from '@headwater/workflows';

/** Does work on rows, and answers what a card would be told as Okta's error. */
export async function answered<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CardError ? toApiError(subject, error) : error;
  }
}

function toApiError(subject: string, { message }: CardError): ApiError {
  return validationFailed(subject, [`${subject}: ${message}`]);
}
