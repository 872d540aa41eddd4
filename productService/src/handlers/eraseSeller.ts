import { AccountEvent } from '@ecommerce/shared/events/accountEvents.ts';
import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { eraseSeller } from '../erasure/eraseSeller.ts';
import { eraseShopper } from '../erasure/eraseShopper.ts';

/** The deletion queue's consumer: an account was deleted. */
export const handler = messageHandler(AccountEvent, async ({ data }) => {
  await Promise.all([eraseSeller(data.userId), eraseShopper(data.userId)]);
  return true;
});
