import { createHash } from 'node:crypto';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { normalAddress } from '@ecommerce/shared/emailAddress.ts';
import { clientOf } from '@ecommerce/shared/requestClient.ts';
import { guestId } from '../order/guest.ts';

/** Who orders: an account or a guest. */
export type Buyer = {
  /** The account's `sub`, or the `guestId`. */
  customerId: string;
  byGuest?: true;
  /** Returns the address; of an account it is verified. `undefined` for a guest whose address does not matter yet. */
  email: () => Promise<string | undefined>;
  /** What else counts unpaid orders besides the customer: where a guest's request came from. */
  client?: string;
  locale?: string | undefined;
};

/** Returns the buyer with an account. Its address is read once, and only if it is needed. */
export const accountBuyer = (caller: Caller): Buyer => {
  let email: Promise<string> | undefined;
  return {
    customerId: caller.userId,
    email: () => {
      email ??= callerEmail(caller);
      return email;
    },
    locale: caller.locale,
  };
};

/** Returns the buyer without an account. */
export const guestBuyer = (email: string | undefined, sourceIp: string): Buyer => ({
  customerId: guestId(email ?? ''),
  byGuest: true,
  email: async () => email,
  client: `client-${createHash('sha256').update(clientOf(sourceIp)).digest('base64url').slice(0, 22)}`,
});

/** Returns whose uses of discounts are counted together: of an account, and of its address, with which guests may order too. */
export const discountUsers = async ({ customerId, email }: Buyer): Promise<string[]> => {
  const address = await email();
  return [...new Set([customerId, ...(address === undefined ? [] : [guestId(normalAddress(address))])])];
};
