import { runUntilStopped, type SessionOptions } from '@ecommerce/platform';
import { shopStacks } from '../stacks.ts';
import { pagesOf } from './pages.ts';
import { payments } from './payments.ts';

/** Runs the shop's stacks with the payment provider and the API page until it is stopped, then ends the process. */
export const runShop = (options: Omit<SessionOptions, 'stacks' | 'sidecars' | 'firstRequest'>): Promise<void> =>
  runUntilStopped({
    ...options,
    stacks: shopStacks(options.root),
    sidecars: [payments, pagesOf(options.root)],
    firstRequest: ({ auth }) =>
      `curl -X POST ${auth}/sign-up -d '{"email":"ada@example.com","fullName":"Ada Lovelace","password":"Engine-1843"}'`,
  });
