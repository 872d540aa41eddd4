import { log } from '@ecommerce/shared/log.ts';
import { sendMail } from '@ecommerce/shared/mail.ts';
import { moveRefusal, type Product } from './product.ts';
import { claimRejectionMail, markRejected, markRejectionMailed, releaseRejectionMail } from './productStore.ts';

/**
 * Rejects a product that waits for a decision, or takes one off sale, and mails the reason to the seller. Doing it twice with the
 * same reason is doing it once, except that a mail that failed is tried again.
 *
 * @returns the product and whether its seller is known to have the mail
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_CHECKED, ALREADY_REJECTED (for another reason)
 */
export const rejectProduct = async (
  id: string,
  reason: string,
): Promise<{ product: Product; sellerMailed: boolean }> => {
  const { moved, product } = await markRejected(id, reason, new Date());
  if (!moved && (product.status !== 'rejected' || product.rejectionReason !== reason)) {
    throw moveRefusal(product.status);
  }
  if (product.rejectionMailedAt !== undefined) return { product, sellerMailed: true };
  const mayMail = moved || (await claimRejectionMail(id, new Date()));
  return { product, sellerMailed: mayMail && (await mailRejection(product, reason)) };
};

/** A mail that fails never undoes the rejection: the seller sees the reason in `GET /my-products` all the same. */
const mailRejection = async ({ id, email, productName }: Product, reason: string): Promise<boolean> => {
  try {
    await sendMail({
      to: email,
      subject: `Your product was not accepted: ${productName}`,
      text: `Your product "${productName}" is not on sale.\n\nThe reason: ${reason}\n\nYou are welcome to offer it again.\n`,
    });
  } catch (error) {
    log.error('rejection mail failed', { error, id });
    await releaseRejectionMail(id).catch((reason) =>
      log.warn('claim kept until its lease ends', { error: reason, id }),
    );
    return false;
  }
  await markRejectionMailed(id, new Date()).catch((error) => log.warn('mail sent but not noted', { error, id }));
  return true;
};
