import { readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';

/** Whether the stage takes orders without an account. */
const { GUEST_CHECKOUT } = readEnvironment({ GUEST_CHECKOUT: z.enum(['allowed', 'refused']) });

/** @throws DomainError GUEST_CHECKOUT_REFUSED */
export const requireGuestsAllowed = (): void => {
  if (GUEST_CHECKOUT === 'allowed') return;
  throw new DomainError('GUEST_CHECKOUT_REFUSED', 'This shop takes orders with an account only: sign in first.');
};
