import { choosePorts } from '@ecommerce/platform/ports';
import { shopStacks } from '../../cli/stacks.ts';
import { pagesOf } from '../../cli/start/pages.ts';
import { payments } from '../../cli/start/payments.ts';

/** A base from which all ports of a platform are free just now, below those that the system gives out by itself. */
export const freePortBase = async (): Promise<number> => {
  for (;;) {
    const base = 11_000 + 100 * Math.floor(Math.random() * 200);
    const free = await choosePorts(base, { stacks: shopStacks('.'), sidecars: [payments, pagesOf('.')] }).catch(
      () => undefined,
    );
    if (free) return base;
  }
};
