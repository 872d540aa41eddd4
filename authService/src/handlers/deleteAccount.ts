import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { deleteAccount } from '../deletion/deleteAccount.ts';
import { DeletionRequest, postponeMessage } from '../deletion/deletionQueue.ts';

/** The deletion queue's consumer. The message of an account whose deletion has to be repeated returns at that time. */
export const handler = messageHandler(DeletionRequest, async ({ userId }, { receiptHandle }) => {
  const left = await deleteAccount(userId);
  if (left > 0) await postponeMessage(receiptHandle, left);
  return left === 0;
});
