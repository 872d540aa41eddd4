import dns from 'node:dns';

const mark = Symbol.for('ecommerce.syncHost');

/**
 * Lets this process find `sync-127.0.0.1` on this machine. The SDK puts `sync-` before the host of Step Functions for `StartSyncExecution`,
 * also where the endpoint is its caller's own, and no resolver knows the name that this makes of an address.
 */
export const resolveSyncHost = () => {
  if (mark in dns.lookup) return;
  const lookup = new Proxy(dns.lookup, {
    apply: (target, self, [hostname, ...rest]) =>
      Reflect.apply(target, self, [hostname === 'sync-127.0.0.1' ? '127.0.0.1' : hostname, ...rest]),
  });
  dns.lookup = Object.assign(lookup, { [mark]: true });
};
