import { toDecimal } from '@ecommerce/shared/money.ts';
import { variantView } from '../order/order.ts';
import { itemPriceView, offeredMethodView, orderPriceView } from '../order/orderPrice.ts';
import type { Buyer } from './buyer.ts';
import type { CheckoutRequest } from './checkoutRequest.ts';
import { missingDelivery, priceCheckout } from './priceCheckout.ts';

/**
 * What the cart, or the products in the request, would cost if they were ordered now. Nothing is ordered or reserved.
 *
 * @throws the errors of `priceCheckout`
 */
export const quote = async (buyer: Buyer, request: CheckoutRequest) => {
  const { lines, currency, settings, breakdown } = await priceCheckout(buyer, request);
  const { items, total, ...price } = breakdown;
  const { methods, chosen } = price.shipping;
  const { shipping, ...view } = orderPriceView({ ...price, shipping: chosen }, currency);
  return {
    items: lines.map(({ product, quantity }, index) => {
      const item = items[index];
      return {
        productId: product.id,
        ...variantView(product),
        name: product.productName,
        unitPrice: toDecimal(product.unitPrice, currency),
        quantity,
        ...(item && itemPriceView(item, currency)),
      };
    }),
    ...view,
    shipping: { methods: methods.map((method) => offeredMethodView(method, currency)), chosen: shipping },
    totalAmount: toDecimal(total, currency),
    currency,
    missing: missingDelivery(settings, request),
  };
};
