import { ShopError } from '@ecommerce/client';
import { draft, emptyDraft } from '../checkout/draft.ts';
import { orderKeys } from '../order/orderKeys.ts';
import { shop } from '../shop.ts';

/** Forgets what this browser knows of the person. */
export const forgetPerson = (): void => {
  orderKeys.set({});
  draft.set(emptyDraft());
};

/** Ends all sessions of the account. @throws ShopError if the shop did not confirm it: then the session goes on */
export const signOut = async (): Promise<void> => {
  const { error } = await shop.session.signOut();
  if (error) throw new ShopError(error, 503);
  forgetPerson();
};
