import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ApiError } from '@headwater/protocol';
import { errorCode } from '../error-code.ts';

const decompress = promisify(gunzip);

/**
 * What a gzip holds. It stops at `maxBytes` of what comes out, however much there would be, and throws `tooLarge`; what is no
 * gzip, or not all of one, is `malformedBody`.
 */
export async function inflateAtMost(bytes: Buffer, maxBytes: number, tooLarge: () => ApiError): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw errorCode(cause) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : new ApiError('malformedBody', { cause });
  }
}
