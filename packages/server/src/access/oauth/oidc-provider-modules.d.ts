/**
 * The two modules of oidc-provider that are used. Its main module writes a warning for every Node below 22 before anything else;
 * what it names as missing is in Node 20.19 too, and the tests run it there.
 */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  import type { errors } from 'oidc-provider';

  export const InvalidClientAuth: typeof errors.InvalidClientAuth;
  export const InvalidScope: typeof errors.InvalidScope;
  export const InvalidTarget: typeof errors.InvalidTarget;
}
