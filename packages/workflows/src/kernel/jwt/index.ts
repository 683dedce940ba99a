import type { KernelFunction } from '../kernel-function.ts';
import { jwtDecode } from './decode.ts';
import { jwtSign } from './sign.ts';
import { jwtVerify } from './verify.ts';

/** The cards `jwt:…`. */
export const JWT_FUNCTIONS: readonly KernelFunction[] = [jwtDecode, jwtSign, jwtVerify];
