/** An order and a cart, for the document's examples. */

export const productId = 'faaebaca-a48c-4417-aced-365ea474bf3d';
export const orderId = 'fc00646c-a77f-461b-86f1-88ecbf266f71';

const productName = 'Gucci running shoes';
const createdAt = '2026-11-21T07:59:21.770Z';

export const order = {
  id: orderId,
  status: 'shipping',
  items: [{ productId, productName, unitPrice: 49.99, quantity: 2 }],
  total: 99.98,
  currency: 'EUR',
  createdAt,
  updatedAt: '2026-11-21T07:59:21.963Z',
};

const payment = { provider: 'test', dueAt: '2026-11-21T08:29:21.770Z', paid: 99.98, refunded: 99.98 };

export const cancelledOrder = { ...order, status: 'CANCELLED', reason: 'cancelled by the customer', payment };
export const refundedOrder = { ...order, status: 'SHIPPING', payment: { ...payment, refunded: 49.99 } };

export const checkedOut = {
  id: orderId,
  totalAmount: 99.98,
  currency: 'EUR',
  status: 'PENDING',
  createdAt,
  payment: { provider: 'test', clientSecret: 'pi_3RVk0000_secret_Zm9vYmFy' },
};

/** After a card was declined. */
export const payableOrder = {
  ...checkedOut.payment,
  dueAt: payment.dueAt,
  totalAmount: checkedOut.totalAmount,
  currency: checkedOut.currency,
  failure: 'Your card was declined.',
};

export const cart = {
  id: '7d0f6f0e-3f6f-5d6a-9a43-0b8d6c1c2e55',
  items: [
    {
      product: {
        id: productId,
        name: productName,
        price: 49.99,
        imageUrl: `https://ecommerce-dev-product-images.s3.eu-west-1.amazonaws.com/images/${productId}/shoes.png`,
        available: 40,
      },
      quantity: 2,
      lineTotal: 99.98,
    },
  ],
  totalPrice: 99.98,
  currency: 'EUR',
};

export const emptyCart = { id: cart.id, items: [], totalPrice: 0, currency: null };

/** What a payment provider sends, shortened. */
export const paymentEvent = {
  id: 'evt_1RVk0000',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: 1_795_247_961,
  livemode: false,
  data: {
    object: {
      id: 'pi_3RVk0000',
      object: 'payment_intent',
      amount_received: 9998,
      currency: 'eur',
      status: 'succeeded',
      metadata: { orderId },
    },
  },
};
