import { ApiError } from '@headwater/protocol';

/** E0000031 with the place (from 1) and the reason. */
export function invalidSearch(at: number, reason: string): ApiError {
  return new ApiError('invalidSearch', { causes: [`Position ${at}: ${reason}`] });
}
