import { ApiError } from '@headwater/protocol';

/** The 400 E0000031 for a filter, naming the place (from 1) and what is wrong there. */
export function filterError(offset: number, problem: string): ApiError {
  return new ApiError('invalidSearch', { causes: [`At character ${offset + 1} of the expression: ${problem}.`] });
}
