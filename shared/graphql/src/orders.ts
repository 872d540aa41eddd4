import type { Schemas } from '@ecommerce/client';
import type { GraphQLResolveInfo } from 'graphql';
import { given, readProduct } from './catalogue.ts';
import type { ShopContext } from './context.ts';
import { codedError, dataOf, dataOrNull } from './errors.ts';

type RestOrder = Schemas['orders']['Order'] | Schemas['orders']['OrderDetails'];

const upperCase = <Text extends string>(text: Text) => text.toUpperCase() as Uppercase<Text>;

const orderOf = ({ status, total, ...order }: RestOrder) => ({
  ...order,
  status: upperCase(status),
  totalAmount: total,
});

/** The body of a checkout: GraphQL's null is an absent field of REST. */
const bodyOf = (input: CheckoutInput | null | undefined): Schemas['orders']['CheckoutBody'] => {
  const { shippingAddress, billingAddress, ...fields } = input ?? {};
  return given({
    ...fields,
    shippingAddress: shippingAddress && given(shippingAddress),
    billingAddress: billingAddress && given(billingAddress),
  }) as Schemas['orders']['CheckoutBody'];
};

type CheckoutInput = { total?: number | null; shippingAddress?: object | null; billingAddress?: object | null };
type CheckoutArgs = { input?: CheckoutInput | null; idempotencyKey?: string | null };
type OrdersArgs = { limit: number; cursor?: string | null; status?: Uppercase<RestOrder['status']> | null };

/** Returns whose token this is; whoever made it up is found out by the REST API. */
const userIdOf = (token: string | undefined): unknown => {
  try {
    return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()).sub;
  } catch {
    return undefined;
  }
};

const checkout = ({ shop }: ShopContext, body: Schemas['orders']['CheckoutBody'], key: string | null | undefined) =>
  dataOf(shop.orders.POST('/checkout', { body, params: { header: key == null ? {} : { 'Idempotency-Key': key } } }));

const detailsOf = (id: string, { shop }: ShopContext) => shop.orders.GET('/orders/{id}', { params: { path: { id } } });

/** The words for a paid order that providers and our API use. */
const PAID = ['paid', 'succeeded', 'success', 'completed', 'confirmed'];

/** Refuses to call an order paid that its provider has not confirmed. @throws GraphQLError */
const assertPaid = (order: Schemas['orders']['OrderDetails'], paymentStatus: string): void => {
  if (!PAID.includes(paymentStatus.toLowerCase())) {
    const message = `must be one of ${PAID.join(', ')}`;
    throw codedError('INVALID_INPUT', `paymentStatus: ${message}`, { issues: [{ path: 'paymentStatus', message }] });
  }
  if (order.paymentStatus !== 'paid') {
    throw codedError(
      'PAYMENT_NOT_CONFIRMED',
      `The provider has not confirmed the payment: it is ${order.paymentStatus}.`,
    );
  }
};

export const orders = {
  Query: {
    quote: async (_: unknown, { input }: CheckoutArgs, { shop }: ShopContext) => {
      const quote = await dataOf(shop.orders.POST('/checkout/quote', { body: bodyOf(input) }));
      return { ...quote, shippingMethods: quote.shipping.methods };
    },
    orders: async (_: unknown, { status, ...page }: OrdersArgs, { shop }: ShopContext) => {
      const query = { ...given(page), ...(status ? { status: status.toLowerCase() as RestOrder['status'] } : {}) };
      const { orders: found, nextCursor } = await dataOf(shop.orders.GET('/orders', { params: { query } }));
      return { orders: found.map(orderOf), nextCursor };
    },
    order: async (_: unknown, { id }: { id: string }, context: ShopContext) => {
      const order = await dataOrNull(detailsOf(id, context));
      return order && orderOf(order);
    },
  },
  Mutation: {
    checkout: (_: unknown, { input, idempotencyKey }: CheckoutArgs, context: ShopContext) =>
      checkout(context, bodyOf(input), idempotencyKey),
    createOrder: async (
      _: unknown,
      { userId, amount, idempotencyKey }: { userId: string; amount: number; idempotencyKey?: string | null },
      context: ShopContext,
    ) => {
      if (context.token === undefined) throw codedError('UNAUTHORIZED', 'Sign in first.');
      if (userId !== userIdOf(context.token)) throw codedError('FORBIDDEN', 'userId: must be your own id.');
      const { id, status, totalAmount } = await checkout(context, { total: amount }, idempotencyKey);
      return { id, status, userId, amount: totalAmount };
    },
    confirmPayment: async (
      _: unknown,
      { orderId, paymentStatus }: { orderId: string; paymentStatus: string },
      context: ShopContext,
    ) => {
      const { shop, signature } = context;
      if (signature !== undefined) {
        const params = { header: { 'Stripe-Signature': signature } };
        const body = { orderId, paymentStatus } as Schemas['orders']['ConfirmPaymentBody']; // signed in this order
        return dataOf(shop.orders.POST('/payments/confirmations', { params, body }));
      }
      const { groups } = await dataOf(shop.auth.GET('/me'));
      if (!groups.some((group) => group === 'staff' || group === 'admin')) {
        throw codedError('FORBIDDEN', 'Only staff may do this.');
      }
      const order = await dataOf(detailsOf(orderId, context));
      assertPaid(order, paymentStatus);
      return orderOf(order);
    },
    cancelOrder: async (_: unknown, { id }: { id: string }, context: ShopContext) => {
      await dataOf(context.shop.orders.POST('/orders/{id}/cancel', { params: { path: { id } } }));
      return orderOf(await dataOf(detailsOf(id, context)));
    },
  },
  OrderItem: {
    name: ({ productName }: RestOrder['items'][number]) => productName,
    variantId: ({ productId, variantId }: RestOrder['items'][number]) => variantId ?? productId,
    product: ({ productId }: RestOrder['items'][number], _: unknown, context: ShopContext, info: GraphQLResolveInfo) =>
      readProduct(productId, context, info),
  },
};
