import { answered, answeredFile, pageOf } from '../../shared/openapi/answered.ts';
import { deadLetterRoute } from '../../shared/openapi/deadLetters.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { AddressesBody } from '../src/addresses/addressRequests.ts';
import { CartLine, CartQuantity, MergeBody, RemovedLine } from '../src/cart/cart.ts';
import { CheckoutBody, QuoteBody } from '../src/checkout/checkoutRequest.ts';
import { ClaimBody } from '../src/claim/claimRequests.ts';
import { claimOrderRoute } from '../src/claim/claimRoutes.ts';
import { DiscountBody, DiscountPatch } from '../src/discounts/discount.ts';
import { FulfilmentBody } from '../src/fulfilment/fulfilmentRequests.ts';
import { getInvoiceRoute } from '../src/invoicing/invoiceRoutes.ts';
import { NoteBody } from '../src/notes/noteRequests.ts';
import { CreateOrderBody } from '../src/order/order.ts';
import { RefundBody } from '../src/order/orderRequests.ts';
import { createOrderRoute, getOrderRoute, listOrdersRoute } from '../src/order/orderRoutes.ts';
import { ConfirmPaymentBody } from '../src/payment/paymentRequests.ts';
import { ReceiveReturnBody, ReturnBody } from '../src/returns/returnRequests.ts';
import { ShippingSettingsBody } from '../src/settings/shippingSettings.ts';
import { ShopSettingsBody } from '../src/settings/shopSettings.ts';
import { TaxSettingsBody } from '../src/settings/taxSettings.ts';
import { WebhookBody, WebhookPatch } from '../src/webhooks/webhookRequests.ts';
import { adminRoutes } from './adminRoutes.ts';
import * as answers from './answers.ts';
import { cartRoutes } from './cartRoutes.ts';
import { order, orderDetails, productId } from './examples.ts';
import { fulfilmentRoutes } from './fulfilmentRoutes.ts';
import { paymentRoutes } from './paymentRoutes.ts';
import { discountRoutes, settingsRoutes } from './settingsRoutes.ts';
import * as webhookAnswers from './webhookAnswers.ts';
import { webhookRoutes } from './webhookRoutes.ts';

/** Orders, placed and looked at. */
const orders: RouteDescription[] = [
  {
    definition: createOrderRoute,
    summary: 'Order one product, without payment',
    description:
      'Responds once the order is accepted; stock, shipping and emails follow within seconds. If a payment provider is connected, a stage may refuse it; where shipping or taxes are configured it is always rejected: then order with `POST /checkout`.',
    example: { body: { id: productId, quantity: 2 } },
    answer: {
      about: 'The order is accepted.',
      schema: answers.PlacedOrder,
      example: { message: 'order placed successfully', orderId: order.id },
    },
  },
  {
    definition: listOrdersRoute,
    summary: 'The caller’s own orders, newest first',
    answer: pageOf('orders', answers.OrderList, order),
  },
  {
    definition: getOrderRoute,
    summary: 'One order',
    description: 'The caller’s own; staff may see any order.',
    example: { path: { id: order.id } },
    answer: answered('The order.', answers.OrderDetails, orderDetails),
  },
  {
    definition: getInvoiceRoute,
    summary: 'The invoice or a credit note of an order, as PDF',
    description:
      'Of the caller’s own order; staff may see that of any order. A document shows everything as it was when it was issued, and never changes.',
    example: { path: { id: order.id } },
    answer: answeredFile('The document; its file is named after its number.', 'application/pdf'),
  },
  {
    definition: claimOrderRoute,
    summary: 'Attach a guest’s order to the account',
    description:
      'For the account with the verified address that the order was placed with. The order is then in `GET /orders`; its key stays valid. Repeated, it changes nothing.',
    example: { path: { id: order.id }, body: { key: 'kU0mJxqv8m0cS3b0y2lq3nYl7QmY1H6bX2s5f0w9ZtA' } },
    answer: answered('The order.', answers.OrderDetails, orderDetails),
  },
];

const { PaymentEvent, ...shown } = answers;

export const description: ServiceDescription = {
  about:
    'Cart, checkout and orders. A workflow reserves each order’s stock, waits for the payment, ships the order and sends the emails.',
  requests: {
    CreateOrderBody,
    CartLine,
    CartQuantity,
    MergeBody,
    ClaimBody,
    RemovedLine,
    CheckoutBody,
    RefundBody,
    ConfirmPaymentBody,
    PaymentEvent,
    FulfilmentBody,
    ReturnBody,
    ReceiveReturnBody,
    AddressesBody,
    NoteBody,
    QuoteBody,
    ShopSettingsBody,
    ShippingSettingsBody,
    TaxSettingsBody,
    DiscountBody,
    DiscountPatch,
    WebhookBody,
    WebhookPatch,
  },
  answers: { ...shown, ...webhookAnswers },
  groups: {
    'Cart and checkout': cartRoutes,
    Orders: orders,
    Payments: paymentRoutes,
    'Fulfilment and returns': fulfilmentRoutes,
    'All orders': adminRoutes,
    Discounts: discountRoutes,
    Settings: settingsRoutes,
    Webhooks: webhookRoutes,
    Operations: [deadLetterRoute],
  },
};
