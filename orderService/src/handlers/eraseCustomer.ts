import { AccountEvent } from '@ecommerce/shared/events/accountEvents.ts';
import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { eraseCustomer } from '../erasure/eraseCustomer.ts';

/** The deletion queue's consumer: an account was deleted. */
export const handler = messageHandler(AccountEvent, async ({ data }) => {
  await eraseCustomer(data.userId);
  return true;
});
