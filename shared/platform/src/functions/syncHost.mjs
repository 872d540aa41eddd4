import dns from 'node:dns';

const mark = Symbol.for('ecommerce.syncHost');

/**
 * Makes `sync-127.0.0.1` resolve to this machine. For `StartSyncExecution` the SDK puts `sync-` before the host of Step Functions, even
 * for a custom endpoint, and no resolver knows the resulting name.
 */
export const resolveSyncHost = () => {
  if (mark in dns.lookup) return;
  const lookup = new Proxy(dns.lookup, {
    apply: (target, self, [hostname, ...rest]) =>
      Reflect.apply(target, self, [hostname === 'sync-127.0.0.1' ? '127.0.0.1' : hostname, ...rest]),
  });
  dns.lookup = Object.assign(lookup, { [mark]: true });
};
