import type { Failure } from '@ecommerce/client';
import type { CartView } from '../cart/useCartLines.ts';
import { errorText, failureOf } from '../parts/errorTexts.ts';
import { fullName } from '../product/variants.ts';
import { isOutage } from '../shop.ts';
import type { Texts } from '../texts.ts';

/** Says why an order, or its quote, was refused, and what to do about it. An outage is said elsewhere on the page. */
export const refusalText = (t: Texts, refusal: Failure | Error | null, { lines }: CartView): string | undefined => {
  if (refusal === null || isOutage(refusal)) return undefined;
  const failure = failureOf(refusal);
  const { productId, variantId } = failure;
  const line = lines.find(({ key }) => key === variantId) ?? lines.find(({ id }) => id === productId);
  const product = line ? fullName(line.name, line.variantName) : t.cart.aProduct;
  switch (failure.code) {
    case 'INVALID_INPUT':
      return failure.issues?.some(({ path }) => path === 'total') ? t.checkout.amount : t.errors.codes.INVALID_INPUT;
    case 'INSUFFICIENT_STOCK':
      return t.checkout.notEnough(product, failure.quantityAvailable ?? 0);
    case 'PRODUCT_NOT_FOUND':
      return t.checkout.productGone(product);
    case 'DISCOUNT_NOT_APPLICABLE':
      return t.checkout.codes[failure.reason ?? ''] ?? t.errors.codes.DISCOUNT_NOT_APPLICABLE;
    default:
      return errorText(t, refusal);
  }
};
