import { choosePorts } from '@ecommerce/platform/ports';
import { shopStacks } from '../../cli/stacks.ts';
import { shopSidecars } from '../../cli/start/sidecars.ts';

/** A base from which all ports of a platform are free just now, below those that the system gives out by itself. */
export const freePortBase = async (): Promise<number> => {
  for (;;) {
    const base = 11_000 + 100 * Math.floor(Math.random() * 200);
    const free = await choosePorts(base, { stacks: shopStacks('.'), sidecars: shopSidecars('.') }).catch(
      () => undefined,
    );
    if (free) return base;
  }
};
