import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import * as z from 'zod';

/** A message of the notification queue that requests the email about a sign-up with the address of a confirmed account. */
export const OwnerMailRequest = z.strictObject({ mail: z.literal('signedUpAgain'), userId: z.string().min(1) });
export type OwnerMailRequest = z.infer<typeof OwnerMailRequest>;

/** Requests the email that tells the owner of a confirmed account that somebody signed up with its address. */
export const requestOwnerMail = async (userId: string): Promise<void> => {
  await requestMail({ mail: 'signedUpAgain', userId } satisfies OwnerMailRequest);
};
