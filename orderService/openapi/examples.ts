/** An order and a cart, for the document's examples. */

export const productId = 'faaebaca-a48c-4417-aced-365ea474bf3d';
export const orderId = 'fc00646c-a77f-461b-86f1-88ecbf266f71';

const productName = 'Gucci running shoes';
const createdAt = '2026-11-21T07:59:21.770Z';

export const order = {
  id: orderId,
  number: '2026-000123',
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

const fulfilment = {
  id: 'b5f4c1c0-0a5e-4c7e-9d0a-3e7f9b1d2a66',
  items: [{ productId, quantity: 2 }],
  carrier: 'DHL',
  trackingNumber: '00340434161094042557',
  trackingUrl: 'https://www.dhl.example/track/00340434161094042557',
  createdAt: '2026-11-22T09:00:00.000Z',
};
const orderReturn = {
  id: '9f3c5e7a-1b2d-4c6e-8f0a-2d4b6c8e0f12',
  items: [{ productId, quantity: 1 }],
  reason: 'Too small',
  status: 'requested',
  createdAt: '2026-11-24T18:30:00.000Z',
};

export const fulfilmentId = fulfilment.id;
export const returnId = orderReturn.id;

const timeline = [
  { type: 'placed', at: createdAt, by: 'customer' },
  { type: 'confirmed', at: order.updatedAt, by: 'system' },
];
const fulfilled = { type: 'fulfilled', at: fulfilment.createdAt, by: 'staff', fulfilmentId };
const delivery = { type: 'delivered', at: '2026-11-23T11:00:00.000Z', by: 'staff', fulfilmentId };
const request = { type: 'returnRequested', at: orderReturn.createdAt, by: 'customer', returnId, reason: 'Too small' };

/** An order in detail, before anything has left, and after each step. */
export const orderDetails = {
  ...order,
  paymentStatus: 'none',
  fulfilmentStatus: 'unfulfilled',
  fulfilments: [],
  returns: [],
  timeline,
};
export const fulfilledOrder = {
  ...orderDetails,
  fulfilmentStatus: 'fulfilled',
  fulfilments: [fulfilment],
  timeline: [...timeline, fulfilled],
};
export const deliveredOrder = {
  ...fulfilledOrder,
  fulfilmentStatus: 'delivered',
  fulfilments: [{ ...fulfilment, deliveredAt: delivery.at }],
  timeline: [...timeline, fulfilled, delivery],
};
export const orderWithReturn = {
  ...deliveredOrder,
  returns: [orderReturn],
  timeline: [...deliveredOrder.timeline, request],
};
/** The same return, decided. */
export const orderWithReturnIn = (status: 'approved' | 'refused' | 'received') => ({
  ...orderWithReturn,
  returns: [{ ...orderReturn, status }],
});
export const orderWithNote = {
  ...orderDetails,
  timeline: [
    ...timeline,
    {
      type: 'note',
      at: '2026-11-21T12:00:00.000Z',
      by: 'b1946ac9-2492-4d23-a1b6-f1b7d4f40a4e',
      text: 'Gift: no invoice in the parcel.',
    },
  ],
};
export const address = {
  name: 'Ann Lee',
  line1: 'Invalidenstraße 117',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
export const orderWithAddress = { ...orderDetails, shippingAddress: address };

export const listedOrder = {
  ...order,
  email: 'ann@example.com',
  customerId: '5c1d2e8a-90ab-4c3f-8f21-6d7e8f901234',
  paymentStatus: 'none',
  fulfilmentStatus: 'unfulfilled',
};
export const summary = {
  days: [
    {
      ...{ day: '2026-11-21', currency: 'EUR', orders: 3, cancelled: 1, revenue: 149.97, refunds: 49.99 },
      bestSellers: [{ productId, productName, quantity: 2 }],
    },
  ],
};

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

export const shopSettings = { legalAddress: address, vatId: 'DE123456789', version: 1 };

export const shippingSettings = {
  zones: [{ id: 'eu', label: 'Germany and Austria', countries: ['DE', 'AT'] }],
  methods: [{ id: 'post', label: 'Post', zoneId: 'eu', price: 4.99, freeFrom: 100, minDays: 1, maxDays: 3 }],
  version: 1,
};

export const taxSettings = {
  pricesIncludeTax: true,
  rounding: 'line',
  rates: [{ zoneId: 'eu', taxCategory: 'standard', label: 'VAT', percent: 19 }],
  version: 1,
};

export const discountId = 'b9f0b7e5-1c3d-5c0b-8a61-3f0d6a0a7c11';
export const discount = {
  id: discountId,
  code: 'AUTUMN10',
  label: 'AUTUMN10',
  percent: 10,
  minSubtotal: 50,
  maxUses: 100,
  combinable: false,
  currency: 'EUR',
  uses: 0,
  version: 1,
  createdAt,
  updatedAt: createdAt,
};

/** Two pairs of shoes with a code, to be posted. */
export const checkoutDetails = {
  items: [{ id: productId, qty: 2 }],
  shippingAddress: address,
  shippingMethod: 'post',
  discountCodes: ['AUTUMN10'],
};
const postage = { id: 'post', label: 'Post', price: 4.99, minDays: 1, maxDays: 3 };
export const quote = {
  items: [{ productId, name: productName, unitPrice: 49.99, quantity: 2, discount: 10, tax: 14.37, total: 89.98 }],
  subtotal: 99.98,
  discounts: [{ code: 'AUTUMN10', label: 'AUTUMN10', amount: 10 }],
  shipping: { methods: [postage], chosen: { ...postage, discount: 0, tax: 0.8, total: 4.99 } },
  taxes: [{ label: 'VAT', rate: 19, base: 79.8, amount: 15.17, included: true }],
  totalAmount: 94.97,
  currency: 'EUR',
  missing: [],
};
