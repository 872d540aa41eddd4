import { runUntilStopped, type SessionOptions } from '@ecommerce/platform';
import { shopStacks } from '../stacks.ts';
import { shopSidecars } from './sidecars.ts';

/** Runs the shop's stacks with the gateway, the payment provider and the API page until it is stopped, then ends the process. */
export const runShop = (options: Omit<SessionOptions, 'stacks' | 'sidecars' | 'firstRequest'>): Promise<void> =>
  runUntilStopped({
    ...options,
    stacks: shopStacks(options.root),
    sidecars: shopSidecars(options.root),
    firstRequest: ({ auth }) =>
      `curl -X POST ${auth}/sign-up -d '{"email":"ada@example.com","fullName":"Ada Lovelace","password":"Engine-1843"}'`,
  });
