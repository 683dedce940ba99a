import { validationFailed } from '@headwater/protocol';

const MAX_LENGTH = 100;

/** The label of an app, an identity source or a service, without blanks around it. Throws `validationFailed`. */
export function checkLabel(label: string): string {
  const trimmed = label.trim();
  if (trimmed === '') throw validationFailed('label', ['label: Label must be specified']);
  if ([...trimmed].length > MAX_LENGTH) {
    throw validationFailed('label', [`label: The field must not be longer than ${MAX_LENGTH} characters`]);
  }
  return trimmed;
}
