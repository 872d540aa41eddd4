import { runUntilStopped, type SessionOptions } from '@ecommerce/platform';
import { shopStacks } from '../stacks.ts';
import { shopSidecars } from './sidecars.ts';

type ShopOptions = Omit<SessionOptions, 'stacks' | 'sidecars' | 'firstRequest'> & {
  /** Whether the APIs reject requests that did not come through the gateway. */
  gatewayOnly: boolean;
};

/** Runs the shop's stacks with the gateway, the payment provider and the API page until it is stopped, then ends the process. */
export const runShop = ({ gatewayOnly, ...options }: ShopOptions): Promise<void> =>
  runUntilStopped({
    ...options,
    stacks: shopStacks(options.root),
    sidecars: shopSidecars(options.root, { gatewayOnly }),
    firstRequest: ({ auth, gateway }) =>
      `curl -X POST ${gatewayOnly ? `${gateway}/api/auth` : auth}/sign-up -d '{"email":"ada@example.com","fullName":"Ada Lovelace","password":"Engine-1843"}'`,
  });
