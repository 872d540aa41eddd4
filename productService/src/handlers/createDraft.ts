import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { offerProduct } from '../offer/offerProduct.ts';
import { createDraftRoute } from '../offer/offerRoutes.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { ownDetailedProduct } from '../product/productViews.ts';

/** Creates a draft, and returns it as its seller sees it. */
export const handler = httpHandler(createDraftRoute, async ({ body, caller, headers, idempotencyKey }) => {
  const locale = chooseLanguage(caller.locale, headers['accept-language']);
  const { id } = await offerProduct(caller, body, { currency: SHOP_CURRENCY, locale, idempotencyKey });
  const product = await getDetailedProduct(id, { consistent: true });
  if (!product) throw new DomainError('PRODUCT_NOT_FOUND', 'The product has been deleted.');
  return respond(ownDetailedProduct(product));
});
