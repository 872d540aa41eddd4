import { isStaff } from '@ecommerce/shared/auth.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import { type Fulfilment, fulfilmentStatusOf } from '../order/fulfilment.ts';
import { type Order, orderView } from '../order/order.ts';
import type { Requester } from '../order/orderAccess.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import { paymentStatusOf } from '../order/payment.ts';
import { timelineOf } from './timeline.ts';

/** An order as `GET /orders/{id}` shows it: with its parcels, its returns and its timeline. */
export const orderDetails = (order: Order, requester: Requester) => ({
  ...orderView(order),
  paymentStatus: paymentStatusOf(order.payment),
  fulfilmentStatus: fulfilmentStatusOf(order),
  fulfilments: (order.fulfilments ?? []).map(fulfilmentView),
  returns: (order.returns ?? []).map((orderReturn) => returnView(orderReturn, order.currency)),
  timeline: timelineOf(order, isStaff(requester)),
});

/** An order as staff see it in lists. */
export const listedOrder = (order: Order) => ({
  ...orderView(order),
  email: order.email,
  customerId: order.customerId,
  paymentStatus: paymentStatusOf(order.payment),
  fulfilmentStatus: fulfilmentStatusOf(order),
});

const fulfilmentView = (fulfilment: Fulfilment) => {
  const { id, items, carrier, trackingNumber, trackingUrl, createdAt, deliveredAt } = fulfilment;
  return { id, items, carrier, trackingNumber, trackingUrl, createdAt, deliveredAt };
};

const returnView = ({ id, items, reason, status, refund, createdAt }: OrderReturn, currency: string) => ({
  id,
  items,
  reason,
  status,
  refund: refund === undefined ? undefined : toDecimal(refund, currency),
  createdAt,
});
