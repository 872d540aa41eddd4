import * as z from 'zod';
import { nextCursor } from '../../shared/openapi/answered.ts';
import { FULFILMENT_STATUSES } from '../src/order/fulfilment.ts';
import { RETURN_STATUSES } from '../src/order/orderReturn.ts';
import { CANCELLATION_REASONS, ORDER_STATUSES, REJECTION_REASONS, upperCase } from '../src/order/orderStatus.ts';
import { PAYMENT_PROVIDERS, PAYMENT_STATUSES } from '../src/order/payment.ts';
import { TIMELINE_TYPES } from '../src/orderDetails/timeline.ts';

export { DeadLetterQueues } from '../../shared/openapi/deadLetters.ts';

const Money = z.number().nonnegative().meta({
  description:
    'A decimal in `currency`, with at most as many fraction digits as ISO 4217 defines: 2 for EUR, 0 for JPY, 3 for KWD.',
});

/** Of `POST /create-order`. */
export const PlacedOrder = z.strictObject({ message: z.literal('order placed successfully'), orderId: z.uuid() });

const DueAt = z.iso.datetime().meta({ description: 'The payment deadline.' });
const ClientSecret = z.string().meta({ description: 'The customer’s browser uses it to pay at the provider.' });

/** How an order is paid, as its customer sees it. */
export const OrderPayment = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS),
  dueAt: DueAt,
  paid: Money,
  refunded: Money,
});

/** Of `GET /orders/{id}/payment`. */
export const PayableOrder = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS),
  clientSecret: ClientSecret,
  dueAt: DueAt,
  totalAmount: Money,
  currency: z.string().length(3),
  failure: z.string().meta({ description: 'Why the last attempt failed, in words for the customer.' }).optional(),
});

const discounts = z
  .array(z.strictObject({ code: z.string().optional(), label: z.string(), amount: Money }))
  .meta({ description: 'Those that were used, and what each took off.' });

const taxes = z
  .array(
    z.strictObject({
      label: z.string(),
      rate: z.number().min(0).max(100).meta({ description: 'Percent.' }),
      base: Money.meta({ description: 'What it was computed on, without tax.' }),
      amount: Money,
      included: z.boolean().meta({ description: 'Whether the prices contain it; otherwise it is added to them.' }),
    }),
  )
  .meta({ description: 'The taxes of products and shipping together, by label and rate.' });

/** What discounts and taxes make of the price of a line or of shipping. */
const itemPrice = {
  discount: Money.meta({ description: 'Taken off by discounts.' }),
  tax: Money.meta({ description: 'Contained in `total`.' }),
  total: Money.meta({ description: 'What the customer pays for it, tax included.' }),
};

const method = {
  id: z.string(),
  label: z.string(),
  price: Money.meta({ description: 'Before discounts.' }),
  minDays: z.int().optional(),
  maxDays: z.int().optional(),
};

/** An address in its normal form. */
const Place = z.strictObject({
  name: z.string(),
  company: z.string().optional(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string().optional(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string().length(2),
  phone: z.string().optional(),
});

/** An invoice or a credit note. */
const document = (prefix: string) =>
  z.strictObject({
    number: z
      .string()
      .regex(new RegExp(`^${prefix}-\\d{4}-\\d{6,}$`))
      .meta({ description: 'Without gaps within a year.' }),
    issuedAt: z.iso.datetime(),
    amount: Money,
  });

const variantId = z
  .string()
  .meta({ description: 'Absent for the product’s first variant, which has the product’s id.' })
  .optional();
const variantName = z
  .string()
  .meta({ description: 'Its values of the product’s options, such as `M / blue`.' })
  .optional();

/** What a line says of its variant. */
const variant = { variantId, variantName, sku: z.string().optional() };

const order = {
  id: z.uuid(),
  number: z
    .string()
    .regex(/^\d{4}-\d{6,}$/)
    .meta({ description: 'For people. Absent until the receipt is mailed.' })
    .optional(),
  items: z.array(
    z.strictObject({
      productId: z.string(),
      productName: z.string(),
      ...variant,
      unitPrice: Money,
      quantity: z.int().positive(),
      ...z.strictObject(itemPrice).partial().shape,
    }),
  ),
  subtotal: Money.meta({
    description:
      'Of the products, before discounts. It, `discounts`, `shipping`, `taxes` and the prices of items are there if the order has any of them: `subtotal` − `discounts` + `shipping.price` + `taxes` that are not included = `total`.',
  }).optional(),
  discounts: discounts.optional(),
  shipping: z.strictObject({ ...method, ...itemPrice }).optional(),
  taxes: taxes.optional(),
  total: Money,
  currency: z.string().length(3),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  reason: z
    .enum([...REJECTION_REASONS, ...CANCELLATION_REASONS])
    .meta({ description: 'Why it was rejected or cancelled.' })
    .optional(),
  payment: OrderPayment.meta({ description: 'Absent if the order is not paid through the shop.' }).optional(),
  invoice: document('INV')
    .meta({ description: 'Absent until it is issued, soon after the payment; also absent in lists.' })
    .optional(),
  creditNotes: z
    .array(document('CN'))
    .meta({ description: 'One for each refund that succeeded; absent in lists.' })
    .optional(),
  shippingAddress: Place.optional(),
  billingAddress: Place.optional(),
  vatId: z.string().optional(),
  note: z.string().meta({ description: 'From the customer to the shop.' }).optional(),
};

const lineQuantities = z.array(
  z.strictObject({ productId: z.string(), variantId: z.string().optional(), quantity: z.int().positive() }),
);

/** A parcel of an order. */
export const OrderFulfilment = z.strictObject({
  id: z.uuid(),
  items: lineQuantities,
  carrier: z.string(),
  trackingNumber: z.string().optional(),
  trackingUrl: z.url().optional(),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().optional(),
});

/** Units that a customer sends back. */
export const OrderReturn = z.strictObject({
  id: z.uuid(),
  items: lineQuantities,
  reason: z.string(),
  status: z.enum(RETURN_STATUSES),
  refund: Money.meta({ description: 'What goes back for it, once it was received.' }).optional(),
  createdAt: z.iso.datetime(),
});

const Timeline = z
  .array(
    z.strictObject({
      type: z.enum(TIMELINE_TYPES),
      at: z.iso.datetime(),
      by: z.string().meta({ description: '`customer`, `system`, or `staff`; for staff, the account’s `userId`.' }),
      fulfilmentId: z.uuid().optional(),
      returnId: z.uuid().optional(),
      amount: Money.optional(),
      reason: z.string().optional(),
      text: z.string().meta({ description: 'Of a note; only staff get those.' }).optional(),
    }),
  )
  .meta({ description: 'What happened, the earliest first; the last 200 entries.' });

/** An order as `GET /orders/{id}` and the routes of its parcels, returns, notes and addresses answer it. */
export const OrderDetails = z.strictObject({
  ...order,
  status: z.enum(ORDER_STATUSES),
  paymentStatus: z.enum(PAYMENT_STATUSES).meta({ description: '`none`: it is not paid through the shop.' }),
  fulfilmentStatus: z.enum(FULFILMENT_STATUSES),
  fulfilments: z.array(OrderFulfilment),
  returns: z.array(OrderReturn),
  timeline: Timeline,
});

/** An order as `GET /orders` shows it. */
export const Order = z.strictObject({ ...order, status: z.enum(ORDER_STATUSES) });
export const OrderList = z.strictObject({ orders: z.array(Order), nextCursor });

/** Of `GET /admin/orders`. */
export const AllOrders = z.strictObject({
  orders: z.array(
    z.strictObject({
      ...order,
      status: z.enum(ORDER_STATUSES),
      email: z.string().optional(),
      customerId: z
        .string()
        .meta({ description: 'The account’s `userId`; of a guest `guest-` and a hash of the address.' }),
      paymentStatus: z.enum(PAYMENT_STATUSES),
      fulfilmentStatus: z.enum(FULFILMENT_STATUSES),
    }),
  ),
  nextCursor,
});

/** Of `GET /admin/summary`. */
export const Summary = z.strictObject({
  days: z
    .array(
      z.strictObject({
        day: z.iso.date(),
        currency: z.string().length(3),
        orders: z.int().meta({ description: 'Placed on that day.' }),
        cancelled: z.int().meta({ description: 'How many of these were rejected or cancelled.' }),
        revenue: Money.meta({
          description: 'What was paid for these orders; of one that is paid elsewhere, its total once it ships.',
        }),
        refunds: Money.meta({ description: 'What was refunded of it since.' }),
        bestSellers: z
          .array(z.strictObject({ productId: z.string(), productName: z.string(), quantity: z.int().positive() }))
          .meta({ description: 'The ten products of which most units were sold and not returned.' }),
      }),
    )
    .meta({ description: 'Days without orders are left out. A day with orders in two currencies is there twice.' }),
});

/** An order as the routes of payment answer it. */
const UpperCaseStatus = z.enum(ORDER_STATUSES.map(upperCase));
export const SettledOrder = z.strictObject({ ...order, status: UpperCaseStatus });

/** Of `POST /checkout/quote`. */
export const Quote = z.strictObject({
  items: z.array(
    z.strictObject({
      productId: z.string(),
      ...variant,
      name: z.string(),
      unitPrice: Money,
      quantity: z.int().positive(),
      ...itemPrice,
    }),
  ),
  subtotal: Money.meta({ description: 'Of the products, before discounts.' }),
  discounts,
  shipping: z.strictObject({
    methods: z
      .array(z.strictObject(method))
      .meta({ description: 'Those that ship these products to `shippingAddress`; empty without it.' }),
    chosen: z.strictObject({ ...method, ...itemPrice }).optional(),
  }),
  taxes,
  totalAmount: Money,
  currency: z.string().length(3),
  missing: z.array(z.enum(['shippingAddress', 'shippingMethod'])).meta({
    description: 'What `POST /checkout` would refuse the request for: fields that the shop needs to ship or tax it.',
  }),
});

const settingsVersion = z
  .int()
  .nonnegative()
  .meta({ description: 'Counts the changes of these settings; 0 before the first.' });

/** Of the routes of `/settings/shop`. */
export const ShopSettings = z.strictObject({
  name: z.string().optional(),
  legalAddress: Place.optional(),
  vatId: z.string().optional(),
  logo: z.url().optional(),
  returnAddress: Place.optional(),
  version: settingsVersion,
});

const step = { price: Money };
const methodPrices = {
  price: Money.optional(),
  byWeight: z.array(z.strictObject({ upToGrams: z.int().positive(), ...step })).optional(),
  bySubtotal: z.array(z.strictObject({ from: Money, ...step })).optional(),
  freeFrom: Money.optional(),
  minDays: z.int().optional(),
  maxDays: z.int().optional(),
};

/** Of the routes of `/settings/shipping`. */
export const ShippingSettings = z.strictObject({
  zones: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      countries: z.array(z.string()),
      regions: z.array(z.string()).optional(),
    }),
  ),
  methods: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      zoneId: z.string(),
      ...methodPrices,
      taxCategory: z.string().optional(),
    }),
  ),
  version: settingsVersion,
});

/** Of the routes of `/settings/taxes`. */
export const TaxSettings = z.strictObject({
  pricesIncludeTax: z.boolean(),
  rounding: z.enum(['line', 'order']),
  rates: z.array(
    z.strictObject({ zoneId: z.string(), taxCategory: z.string(), label: z.string(), percent: z.number() }),
  ),
  version: settingsVersion,
});

/** Of `GET /shipping-methods`. */
export const ShippingMethods = z.strictObject({
  methods: z.array(z.strictObject({ id: z.string(), label: z.string(), ...methodPrices })),
  currency: z.string().length(3),
});

/** Of the routes of `/discounts`. */
export const Discount = z.strictObject({
  id: z.uuid(),
  code: z.string().optional(),
  label: z.string(),
  percent: z.number().optional(),
  amount: Money.optional(),
  freeShipping: z.literal(true).optional(),
  buy: z.strictObject({ quantity: z.int(), get: z.int(), percent: z.number() }).optional(),
  startsAt: z.iso.datetime().optional(),
  endsAt: z.iso.datetime().optional(),
  minSubtotal: Money.optional(),
  categories: z.array(z.string()).optional(),
  productIds: z.array(z.string()).optional(),
  firstOrderOnly: z.boolean().optional(),
  maxUses: z.int().optional(),
  maxUsesPerCustomer: z.int().optional(),
  combinable: z.boolean(),
  currency: z.string().length(3),
  uses: z.int().nonnegative().meta({ description: 'By all orders that stand; present if `maxUses` is.' }).optional(),
  version: z.int().positive(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const DeletedDiscount = z.strictObject({ id: z.uuid() });
export const DiscountList = z.strictObject({ discounts: z.array(Discount), nextCursor });

/** Of `POST /checkout`. */
export const Checkout = z.strictObject({
  id: z.uuid(),
  totalAmount: Money,
  currency: z.string().length(3),
  status: UpperCaseStatus,
  createdAt: z.iso.datetime(),
  payment: z.strictObject({ provider: z.enum(PAYMENT_PROVIDERS), clientSecret: ClientSecret }).optional(),
  orderKey: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Of a guest: stands for the customer on this order, as `X-Order-Key`.' }),
});

/** Of every route of the cart. */
export const Cart = z.strictObject({
  id: z.uuid().meta({ description: 'Changes with each checkout and each emptying.' }),
  items: z.array(
    z.strictObject({
      product: z.strictObject({
        id: z.string(),
        variantId,
        name: z.string(),
        variantName,
        price: Money.nullable(),
        imageUrl: z.url().nullable(),
        available: z.int().nonnegative().meta({ description: 'Units in stock now.' }),
      }),
      quantity: z.int().positive(),
      lineTotal: Money,
    }),
  ),
  subtotal: Money.meta({ description: 'Present, with `discounts`, if automatic discounts apply.' }).optional(),
  discounts: discounts.optional(),
  totalPrice: Money.meta({ description: 'Without shipping, and without taxes that are not included in prices.' }),
  currency: z.string().length(3).nullable().meta({ description: 'Null while the cart is empty.' }),
});

/** Of `POST /cart/merge`. */
export const MergedCart = Cart.extend({
  notMerged: z.array(
    z.strictObject({
      id: z.string(),
      variantId: z.string().optional(),
      requested: z.int().positive(),
      added: z.int().nonnegative().meta({ description: 'Units that were added all the same.' }),
      code: z.enum(['PRODUCT_NOT_FOUND', 'VARIANT_REQUIRED', 'INSUFFICIENT_STOCK', 'CART_FULL', 'CURRENCY_MISMATCH']),
    }),
  ),
});

/** What the payment provider sends: an event as Stripe has them. */
export const PaymentEvent = z.looseObject({
  id: z.string(),
  object: z.literal('event'),
  type: z.string(),
  created: z.int().meta({ description: 'Seconds since 1970.' }),
  livemode: z.boolean(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

/** Of `POST /payments/webhook`. */
/** Of `POST /payments/confirmations`. */
export const ConfirmedPayment = z.strictObject({ id: z.string(), status: UpperCaseStatus });

export const Received = z.strictObject({ received: z.literal(true) });
