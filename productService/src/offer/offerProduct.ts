import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import type { Product } from '../product/product.ts';
import { putProductOnce, renewUpload } from '../product/productStore.ts';
import { newProduct, type ProductOffer, productIdOf } from './productOffer.ts';

/** How often the product is written again if the clean-up deletes it at the same moment. */
const ATTEMPTS = 3;

/**
 * Creates the product that a seller offers. It then waits for its image, or for its seller if it is a draft. Repeating an offer with the same key returns the same product.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another offer with the same key; INVALID_INPUT for a price with too many digits for the
 *   currency
 */
export const offerProduct = async (
  caller: Caller,
  offer: ProductOffer,
  {
    currency,
    locale,
    idempotencyKey,
  }: { currency: string; locale?: string | undefined; idempotencyKey: string | undefined },
): Promise<Product> => {
  const id = productIdOf(caller.userId, idempotencyKey);
  const email = await callerEmail(caller);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = new Date();
    const offering = { id, sellerId: caller.userId, email, currency, now, ...(locale === undefined ? {} : { locale }) };
    const product = newProduct(offer, offering);
    const existing = await putProductOnce(product, offer.quantity);
    if (!existing) return product;
    requireSameRequest(existing, product.requestHash, 'another product');
    if (existing.status !== AWAITING_IMAGE || (await renewUpload(id, now))) return existing;
  }
  throw new DomainError('UNAVAILABLE', 'The product could not be saved: try again.');
};
