import { types } from 'node:util';

/**
 * Lets errors that Node itself makes pass `instanceof Error`, as they do outside of jest, which gives each test file an `Error` of its
 * own. The AWS SDK would else wrap a refused connection into an error without its code. To be imported before the SDK is used.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, error: unknown): boolean {
    const isInstance = Function.prototype[Symbol.hasInstance].call(this as () => void, error);
    return isInstance || (this === Error && types.isNativeError(error));
  },
});
