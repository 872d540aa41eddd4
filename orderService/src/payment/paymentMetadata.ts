import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { Order } from '../order/order.ts';

const { AWS_REGION, ORDERS_TABLE } = readEnvironment({ AWS_REGION: name, ORDERS_TABLE: name });

/** Distinguishes this shop from other stages and sites that share its account at the payment provider. */
const SHOP = `${AWS_REGION}/${ORDERS_TABLE}`;

/** The metadata of a payment or refund at the provider. */
export type PaymentMetadata = { orderId?: string | undefined; shop?: string | undefined };

/** Returns the metadata for a payment or refund of an order. */
export const metadataOf = ({ orderId }: Pick<Order, 'orderId'>) => ({ orderId, shop: SHOP });

/** Returns the order id in metadata that this shop wrote; `undefined` for payments of other sites. */
export const ownOrderId = ({ orderId, shop }: PaymentMetadata): string | undefined =>
  shop === undefined || shop === SHOP ? orderId : undefined;
