import type { Address } from '@ecommerce/shared/address/address.ts';
import { hashOf, idOfKey } from '@ecommerce/shared/idempotency.ts';
import { MAX_PRICE, toDecimal } from '@ecommerce/shared/money.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import * as z from 'zod';
import { type AccountingDocument, documentsView } from './accountingDocument.ts';
import type { Fulfilment } from './fulfilment.ts';
import { type ItemPrice, isPriced, itemPriceView, type OrderPrice, orderPriceView } from './orderPrice.ts';
import type { OrderReturn } from './orderReturn.ts';
import { type OrderStatus, type REASONS, upperCase } from './orderStatus.ts';
import { type Payment, paymentView } from './payment.ts';

/** The maximum quantity of one variant in a cart or an order. */
export const MAX_QUANTITY = 1_000_000;

/**
 * The maximum number of lines of an order, and so of a cart. Their stock is reserved in one transaction of at most 100 actions: two for
 * each line, the variant and its product. The lines of 50 orders fit into the state of a workflow, 256 kB.
 */
export const MAX_LINES = 40;

/** The largest possible total of an order, in minor units. */
export const MAX_TOTAL = MAX_LINES * MAX_QUANTITY * MAX_PRICE;

export const ProductId = z.string().min(1).max(128);
export const Quantity = z.int().min(1).max(MAX_QUANTITY);
export const VariantId = ProductId.meta({ description: 'Needed where the product has several variants.' }).optional();

/** The kinds of emails that an order causes at most once. */
export const MAIL_KINDS = ['received', 'paid', 'shipping', 'rejected', 'cancelled'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** Identifies an email of an order: a kind that occurs once or, for each failed payment and refund, the event's id (UUID). */
export type MailKey = MailKind | (string & {});

export type OrderItem = {
  productId: string;
  productName: string;
  /** Absent for the product's first variant, which has the product's id. */
  variantId?: string | undefined;
  /** What the variant was called beside the product's name, such as `M / blue`. */
  variantName?: string | undefined;
  sku?: string | undefined;
  /** The price when the order was placed, in integer minor units of the order's currency. */
  unitPrice: number;
  quantity: number;
  /** The product's picture when the order was placed, for emails. */
  imageUrl?: string | undefined;
  /** Of products that name one. */
  taxCategory?: string | undefined;
} & Partial<ItemPrice>;

/** An order as stored in its row. Times are ISO 8601, amounts integer minor units of `currency`. */
export type Order = {
  orderId: string;
  /** `2026-000123`, for people. Absent until the receipt is mailed. */
  number?: string;
  /** The `sub` of the account that it belongs to; of a guest's order the `guestId`, until an account claims it. */
  customerId: string;
  /** Set if it was placed without an account: its key stands for the customer, also after an account has claimed it. */
  byGuest?: true | undefined;
  /** When an account claimed a guest's order. */
  claimedAt?: string;
  status: OrderStatus;
  /** 1 to `MAX_LINES`. */
  items: OrderItem[];
  /** What the customer pays: the sum of unit price × quantity, unless `price` says more. */
  total: number;
  price?: OrderPrice | undefined;
  currency: string;
  /** The customer's. Absent once the customer's data was erased. */
  email?: string | undefined;
  /** The correlation id of the request that placed the order, used for everything that follows from it. */
  correlationId: string;
  /** Distinguishes a repeated request from another one with the same idempotency key. */
  requestHash: string;
  createdAt: string;
  updatedAt: string;
  /** Why it was rejected or cancelled. */
  reason?: (typeof REASONS)[number];
  /** When it was confirmed and began to ship. */
  shippedAt?: string;
  /** When it was rejected or cancelled. */
  endedAt?: string;
  /** The account that cancelled it, where a person did. */
  endedBy?: string;
  /** Absent if the order is not paid through the shop. */
  payment?: Payment;
  /** Where it is shipped to, and whom the invoice names. */
  shippingAddress?: Address | undefined;
  billingAddress?: Address | undefined;
  /** The customer's, for the invoice. */
  vatId?: string | undefined;
  /** The language of its emails (BCP 47). Absent for the default. */
  locale?: string | undefined;
  /** From the customer to the shop. */
  note?: string | undefined;
  /** The counters of limited discounts that count this order; absent once it has given them back. */
  discountUses?: string[] | undefined;
  /** The invoice and credit notes, in the order in which they were issued; absent until the first. */
  documents?: AccountingDocument[];
  /** What has left; absent until the first parcel. */
  fulfilments?: Fulfilment[];
  returns?: OrderReturn[];
  /** For staff only. */
  notes?: Note[];
  addressChanges?: { at: string; by: string }[];
  /** When the customer's account was deleted, and with it everything about the customer is to be erased: erasure.ts. */
  erasureRequestedAt?: string;
  erasedAt?: string;
  /** Which emails were sent, or have been in progress since `at`. */
  mails: Record<string, { state: 'sending' | 'sent'; at: string }>;
};

/** What staff have written down about an order. */
type Note = { id: string; text: string; at: string; by: string; requestHash: string };

/** How many notes and changes of its addresses an order keeps. */
export const MAX_NOTES = 50;
export const MAX_ADDRESS_CHANGES = 20;

/** What people call the order: its number, or its id until it has one. */
export const orderName = ({ number, orderId }: Pick<Order, 'number' | 'orderId'>): string => number ?? orderId;

/** What people call a line: the product, and the variant where it has a name. */
export const itemName = ({ productName, variantName }: Pick<OrderItem, 'productName' | 'variantName'>): string =>
  variantName === undefined ? productName : `${productName} (${variantName})`;

/** Body of `POST /create-order`: a product's id and quantity. */
export const CreateOrderBody = z.strictObject({ id: ProductId, variantId: VariantId, quantity: Quantity });
export type OrderRequest = z.infer<typeof CreateOrderBody>;

/**
 * Returns the items' total price in minor units. Exact: 40 lines of a million of the most expensive product are 4 × 10¹⁵, less than 2⁵³ ≈
 * 9 × 10¹⁵.
 */
export const totalOf = (items: Pick<OrderItem, 'unitPrice' | 'quantity'>[]): number =>
  items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);

/** The namespace of order ids that come from an idempotency key. */
const ORDER_NAMESPACE = '0b6f4a5e-3d0a-4c39-9a54-7a7f0f3f4a71';

/** Returns the order id for a customer's idempotency key: the same whenever it is sent, a new one without a key. */
export const orderIdOf = (customerId: string, idempotencyKey: string | undefined): string =>
  idOfKey(idempotencyKey, ORDER_NAMESPACE, customerId);

/** Sorts lines for hashing, so that their order does not matter. */
export const sortedLines = (lines: RequestedLine[]) =>
  lines
    .map(({ id, variantId, quantity }) => (variantId === undefined ? [id, quantity] : [id, quantity, variantId]))
    .sort((one, other) => (`${one[0]} ${one[2]}` < `${other[0]} ${other[2]}` ? -1 : 1));

/** Returns the hash of requested lines; the same for the same lines in another order. */
export const requestHashOf = (lines: RequestedLine[]): string => hashOf(sortedLines(lines));

/** A product, its variant where it has several, and the requested quantity. */
export type RequestedLine = { id: string; variantId?: string | undefined; quantity: number };

/** What identifies a new order and says who ordered. */
type OrderIdentity = Pick<Order, 'orderId' | 'customerId' | 'byGuest' | 'correlationId' | 'requestHash'> & {
  email: string;
};

/** What a customer may say about an order. */
type OrderDetails = Pick<Order, 'shippingAddress' | 'billingAddress' | 'vatId' | 'locale' | 'note'>;

/**
 * Creates an order with each product's current name and price. All products have the same currency.
 *
 * @param given.priced where discounts, shipping or taxes make more of the price than the sum of the lines
 */
export const newOrder = ({
  lines,
  now,
  priced,
  ...given
}: OrderIdentity &
  OrderDetails & {
    lines: [PricedLine, ...PricedLine[]];
    now: Date;
    priced?: { items: ItemPrice[]; total: number; price: OrderPrice } | undefined;
  }): Order => {
  const items = lines.map(({ product, quantity }, index) => ({
    ...variantFields(product),
    unitPrice: product.unitPrice,
    quantity,
    imageUrl: product.imageUrl,
    ...(priced ? { ...priced.items[index], taxCategory: product.taxCategory } : {}),
  }));
  return {
    ...given,
    status: 'pending',
    items,
    total: priced?.total ?? totalOf(items),
    ...(priced ? { price: priced.price } : {}),
    currency: lines[0].product.currency,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    mails: {},
  };
};

/** What a line stores of the variant that was ordered. */
const variantFields = ({ id, productName, ...variant }: OrderableProduct) => ({
  productId: id,
  productName,
  ...variantView(variant),
});

/** A variant that can be ordered, and its requested quantity. */
export type PricedLine = { product: OrderableProduct; quantity: number };

/** Returns an order as its customer sees it: money as decimals, nothing internal. */
export const orderView = ({ orderId, items, total, currency, price, payment, ...order }: Order) => ({
  id: orderId,
  number: order.number,
  status: order.status,
  items: items.map((item) => itemView(item, currency)),
  ...(price && orderPriceView(price, currency)),
  total: toDecimal(total, currency),
  currency,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
  reason: order.reason,
  payment: payment && paymentView(payment, currency),
  ...documentsView(order.documents, currency),
  shippingAddress: order.shippingAddress,
  billingAddress: order.billingAddress,
  vatId: order.vatId,
  note: order.note,
});

const itemView = ({ unitPrice, quantity, ...item }: OrderItem, currency: string) => ({
  productId: item.productId,
  productName: item.productName,
  ...variantView(item),
  unitPrice: toDecimal(unitPrice, currency),
  quantity,
  ...(isPriced(item) ? itemPriceView(item, currency) : {}),
});

/** What a line says of its variant, for customers and staff. */
export const variantView = ({ variantId, variantName, sku }: Pick<OrderItem, 'variantId' | 'variantName' | 'sku'>) => ({
  ...(variantId === undefined ? {} : { variantId }),
  ...(variantName === undefined ? {} : { variantName }),
  ...(sku === undefined ? {} : { sku }),
});

/** Returns the order as the routes of payment, cancellation and refund respond with it: the status in upper case. */
export const settledOrderView = (order: Order) => ({ ...orderView(order), status: upperCase(order.status) });

/**
 * Returns an order as in the response of `POST /checkout`. `clientSecret` lets the customer's browser pay at the provider, `orderKey` stands
 * for a guest on the order.
 */
export const checkoutView = (
  { orderId, total, currency, status, createdAt, payment }: Order,
  clientSecret: string | undefined,
  orderKey?: string,
) => ({
  id: orderId,
  totalAmount: toDecimal(total, currency),
  currency,
  status: upperCase(status),
  createdAt,
  ...(payment && clientSecret !== undefined ? { payment: { provider: payment.provider, clientSecret } } : {}),
  ...(orderKey === undefined ? {} : { orderKey }),
});
