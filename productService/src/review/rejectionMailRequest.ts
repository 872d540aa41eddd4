import { log } from '@ecommerce/shared/log.ts';
import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import * as z from 'zod';
import type { Rejection } from '../product/productStore.ts';

/** A message of the notification queue that requests the email about one rejection. */
export const RejectionMailRequest = z.strictObject({
  mail: z.literal('rejected'),
  id: z.string().min(1),
  rejectedAt: z.iso.datetime(),
});
export type RejectionMailRequest = z.infer<typeof RejectionMailRequest>;

/** Requests the email that tells a seller why a product was rejected. It is sent once, however often it is requested. */
export const requestRejectionMail = async (rejection: Rejection): Promise<void> => {
  await requestMail({ mail: 'rejected', ...rejection } satisfies RejectionMailRequest);
  log.info('email requested', { id: rejection.id, kind: 'rejected' });
};
