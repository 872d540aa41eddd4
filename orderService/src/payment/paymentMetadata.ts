import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { Order } from '../order/order.ts';

const { AWS_REGION, ORDERS_TABLE } = readEnvironment({ AWS_REGION: name, ORDERS_TABLE: name });

/** Tells this shop from other stages and other sites that share its account at the payment provider. */
const SHOP = `${AWS_REGION}/${ORDERS_TABLE}`;

/** What a payment or refund says about itself at the provider. */
export type PaymentMetadata = { orderId?: string | undefined; shop?: string | undefined };

/** The metadata of a payment or refund of an order. */
export const metadataOf = ({ orderId }: Pick<Order, 'orderId'>) => ({ orderId, shop: SHOP });

/** The order that metadata name, if this shop wrote them; `undefined` for payments of other sites. */
export const ownOrderId = ({ orderId, shop }: PaymentMetadata): string | undefined =>
  shop === undefined || shop === SHOP ? orderId : undefined;
