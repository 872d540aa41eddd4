import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { StoredOrder } from '../../src/order/orderStore.ts';
import { changeRow, follow, issueInvoices, paid, placedUnpaid, requested, row, told } from '../paidOrders.ts';
import { provider } from '../provider.ts';
import { ann, shoes } from '../samples.ts';

const { confirmOrder } = await import('../../src/order/orderStore.ts');
const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');
const { fulfilOrder } = await import('../../src/fulfilment/fulfilOrder.ts');
const { markDelivered } = await import('../../src/fulfilment/markDelivered.ts');
const { requestReturn } = await import('../../src/returns/requestReturn.ts');
const { decideReturn } = await import('../../src/returns/decideReturn.ts');
const { receiveReturn } = await import('../../src/returns/receiveReturn.ts');
const { refundOrder } = await import('../../src/refund/refundOrder.ts');
const { stepOf } = await import('../../src/order/nextStep.ts');
const { notifyCustomerStep } = await import('../../src/workflow/notifyCustomerStep.ts');
const { refundPaymentStep } = await import('../../src/workflow/refundPaymentStep.ts');

const lambda = mockClient(LambdaClient);
const sue = { userId: 'sue', groups: ['staff'] };
const units = (quantity: number, productId = shoes.id) => [{ productId, quantity }];
const DAY_MS = 24 * 60 * 60 * 1000;

beforeEach(() => {
  lambda.reset();
  lambda.resolves({});
});

const restocked = () =>
  lambda
    .commandCalls(InvokeCommand)
    .map(({ args: [{ input }] }) => JSON.parse(Buffer.from(input.Payload as never).toString()));

/** Has some units of an order leave and arrive. */
const deliver = async ({ orderId }: StoredOrder, quantity: number) => {
  const { fulfilments = [] } = await fulfilOrder(sue, orderId, { items: units(quantity), carrier: 'DHL' }, undefined);
  return markDelivered(sue, orderId, fulfilments.at(-1)?.id ?? '');
};
const delivered = async () => deliver(await paid(), 3);
const unpaidDelivered = async () => deliver(await confirmOrder(await placedUnpaid()), 3);

const ask = (orderId: string, quantity: number, key?: string) =>
  requestReturn(ann, orderId, { items: units(quantity), reason: 'too small' }, key);
const returnOf = ({ orderId, returns = [] }: StoredOrder) => ({ orderId, returnId: returns.at(-1)?.id ?? '' });
const approved = async (quantity = 1) => {
  const asked = returnOf(await ask((await delivered()).orderId, quantity));
  return returnOf(await decideReturn(sue, asked, 'approved'));
};

describe('a return', () => {
  test('from request to refund: units back in stock, money back, mails, once each', async () => {
    const asked = await approved(2);
    await receiveReturn(sue, asked, true);

    await follow(asked.orderId);
    await follow(asked.orderId);

    await issueInvoices();
    const { payment, returns, nextCheckAt } = await row(asked.orderId);
    expect(restocked()).toEqual([{ ...asked, items: units(2), correlationId: expect.any(String) }]);
    expect(await provider.ledger(payment)).toMatchObject({ refunded: 9998 });
    expect(returns).toMatchObject([{ status: 'received', refund: 9998, restockedAt: expect.any(String) }]);
    expect(payment.refunds[asked.returnId]).toMatchObject({ amount: 9998, state: 'succeeded', by: 'sue' });
    expect(nextCheckAt).toBeUndefined();
    expect(told()).toEqual(
      expect.arrayContaining(['RETURN_REQUESTED', 'RETURN_APPROVED', 'RETURN_RECEIVED', 'ORDER_REFUNDED']),
    );
    const mails = requested().map(({ mail }) => mail);
    for (const mail of ['returnApproved', 'returnReceived', 'refunded']) {
      expect(mails.filter((one) => one === mail)).toHaveLength(1);
    }
  });

  test('that comes while an earlier refund is settled is restocked, although that execution is at its end', async () => {
    const asked = await approved();
    await refundOrder(sue, asked.orderId, { amount: 1 }, 'key');
    const step = stepOf(await row(asked.orderId), 'RefundPayment');
    await receiveReturn(sue, asked, true);

    const settled = await refundPaymentStep(step);
    await expect(notifyCustomerStep(settled)).resolves.toMatchObject({ step: 'RestockReturns' });
    await issueInvoices();
    expect((await row(asked.orderId)).nextCheckAt).toBeDefined();

    await follow(asked.orderId);
    await issueInvoices();
    expect(restocked()).toHaveLength(1);
    expect((await row(asked.orderId)).nextCheckAt).toBeUndefined();
  });

  test('that is refused leaves its units to be returned again', async () => {
    const { orderId } = await delivered();
    const asked = returnOf(await ask(orderId, 3));
    await expect(ask(orderId, 1)).rejects.toMatchObject({ code: 'QUANTITY_TOO_LARGE' });

    await decideReturn(sue, asked, 'refused');
    await follow(orderId);

    expect(requested().map(({ mail }) => mail)).toContain('returnRefused');
    expect((await ask(orderId, 3)).returns).toHaveLength(2);
  });

  test('that is not restocked asks productService for nothing', async () => {
    const asked = await approved();
    await receiveReturn(sue, asked, false);

    await follow(asked.orderId);

    expect(restocked()).toEqual([]);
    expect((await row(asked.orderId)).payment.refundedAmount).toBe(4999);
  });

  test('of an order without payment refunds nothing', async () => {
    const { orderId } = await unpaidDelivered();
    const asked = returnOf(await ask(orderId, 1));
    await decideReturn(sue, asked, 'approved');

    const { returns } = await receiveReturn(sue, asked, true);
    await follow(orderId);

    expect(returns?.[0]).not.toHaveProperty('refund');
    expect(restocked()).toHaveLength(1);
    await issueInvoices();
    expect(await row(orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('whose units could not be restocked refunds nothing yet, and both once they can', async () => {
    const asked = await approved();
    await receiveReturn(sue, asked, true);
    lambda.rejectsOnce(Object.assign(new Error('busy'), { name: 'StockBusy' }));
    await follow(asked.orderId);
    expect((await provider.ledger((await row(asked.orderId)).payment)).refunded).toBe(0);

    await follow(asked.orderId);

    await issueInvoices();
    expect(await row(asked.orderId)).not.toHaveProperty('nextCheckAt');
    expect((await provider.ledger((await row(asked.orderId)).payment)).refunded).toBe(4999);
  });

  test('refunds no more than remains of the payment', async () => {
    const asked = await approved(3);
    await changeRow(asked.orderId, { 'payment.refundedAmount': 14_000 });

    const { returns } = await receiveReturn(sue, asked, false);

    expect(returns).toMatchObject([{ refund: 997 }]);
  });
});

describe('requesting a return', () => {
  test.each([
    ['before anything was delivered', async () => paid()],
    ['of an order that was cancelled', async () => cancelOrder(ann, (await paid()).orderId)],
    ['of an order that is not confirmed', async () => placedUnpaid()],
  ])('is refused %s', async (_, make) => {
    const { orderId } = await make();

    await expect(ask(orderId, 1)).rejects.toMatchObject({ code: 'ORDER_NOT_RETURNABLE' });
  });

  test('is refused of another customer’s order', async () => {
    const { orderId } = await delivered();
    const bob = { ...ann, userId: 'bob' };

    await expect(requestReturn(bob, orderId, { items: units(1), reason: 'r' }, undefined)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each([
    ['more than was bought', units(4), 'QUANTITY_TOO_LARGE', 'items.0.quantity'],
    ['what was not bought', units(1, 'hat'), 'INVALID_INPUT', 'items.0.productId'],
  ])('is refused of %s, and names the field', async (_, items, code, path) => {
    const { orderId } = await delivered();

    await expect(requestReturn(ann, orderId, { items, reason: 'r' }, undefined)).rejects.toMatchObject({
      code,
      data: { issues: [{ path }] },
    });
  });

  test('takes only what has arrived', async () => {
    const { orderId } = await deliver(await paid(), 1);

    await expect(ask(orderId, 2)).rejects.toMatchObject({ code: 'QUANTITY_TOO_LARGE' });
    expect((await ask(orderId, 1)).returns).toHaveLength(1);
  });

  test('is possible for 14 days from the delivery of a parcel', async () => {
    const first = await deliver(await paid(), 2);
    const { orderId, fulfilments = [] } = await deliver(first, 1);
    const deliveredDaysAgo = (days: number[]) =>
      changeRow(orderId, {
        fulfilments: fulfilments.map((one, index) => ({
          ...one,
          deliveredAt: new Date(Date.now() - (days[index] ?? 0) * DAY_MS + 60_000).toISOString(),
        })),
      });
    await deliveredDaysAgo([15, 15]);
    await expect(ask(orderId, 1)).rejects.toMatchObject({ code: 'ORDER_NOT_RETURNABLE' });
    await deliveredDaysAgo([15, 14]);
    await expect(ask(orderId, 2)).rejects.toMatchObject({ code: 'QUANTITY_TOO_LARGE' });

    expect((await ask(orderId, 1)).returns).toHaveLength(1);
  });

  test('twice at once for the same units makes one return', async () => {
    const { orderId } = await delivered();

    const results = await Promise.allSettled([ask(orderId, 2), ask(orderId, 2)]);

    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await row(orderId)).returns).toHaveLength(1);
  });

  test('succeeds while the workflow puts the units of another one back into stock', async () => {
    const first = await approved(1);
    await receiveReturn(sue, first, true);
    const requested: Promise<StoredOrder>[] = [];
    lambda.callsFake(async () => {
      requested.push(ask(first.orderId, 1, 'second'));
      return {};
    });

    await follow(first.orderId);

    expect(requested).not.toEqual([]);
    await Promise.all(requested);
    expect((await row(first.orderId)).returns).toMatchObject([
      { restockedAt: expect.any(String) },
      { status: 'requested' },
    ]);
  });

  test('again under its key is one return', async () => {
    const { orderId } = await delivered();

    await Promise.all([ask(orderId, 1, 'key'), ask(orderId, 1, 'key')]);

    expect((await ask(orderId, 1, 'key')).returns).toHaveLength(1);
    await expect(ask(orderId, 2, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('deciding and receiving', () => {
  test('each is done once, and not after another decision', async () => {
    const asked = returnOf(await ask((await delivered()).orderId, 1));
    await expect(receiveReturn(sue, asked, true)).rejects.toMatchObject({ code: 'RETURN_NOT_OPEN' });
    const first = await decideReturn(sue, asked, 'approved');
    expect((await decideReturn({ ...sue, userId: 'tom' }, asked, 'approved')).returns).toEqual(first.returns);
    await expect(decideReturn(sue, asked, 'refused')).rejects.toMatchObject({ code: 'RETURN_NOT_OPEN' });

    const { payment } = await receiveReturn(sue, asked, true);

    expect((await receiveReturn(sue, asked, true)).payment).toEqual(payment);
    await expect(receiveReturn(sue, asked, false)).rejects.toMatchObject({ code: 'RETURN_NOT_OPEN' });
    await expect(decideReturn(sue, asked, 'refused')).rejects.toMatchObject({ code: 'RETURN_NOT_OPEN' });
  });

  test('of one return by two at once is done by one', async () => {
    const asked = returnOf(await ask((await delivered()).orderId, 1));

    const decisions = await Promise.allSettled([
      decideReturn(sue, asked, 'approved'),
      decideReturn(sue, asked, 'refused'),
    ]);
    expect(decisions.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('several returns at once refunds exactly what was paid', async () => {
    const { orderId } = await delivered();
    const first = returnOf(await ask(orderId, 2));
    const second = returnOf(await ask(orderId, 1));
    await decideReturn(sue, first, 'approved');
    await decideReturn(sue, second, 'approved');

    await Promise.all([
      receiveReturn(sue, first, true),
      receiveReturn(sue, second, true),
      receiveReturn(sue, first, true),
    ]);
    await follow(orderId);

    const { payment } = await row(orderId);
    expect(payment.refundedAmount).toBe(payment.capturedAmount);
    expect(await provider.ledger(payment)).toMatchObject({ refunded: payment.capturedAmount });
  });

  test('of what is not there is refused', async () => {
    const { orderId } = await delivered();

    await expect(decideReturn(sue, { orderId, returnId: 'none' }, 'approved')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(receiveReturn(sue, { orderId: crypto.randomUUID(), returnId: 'none' }, true)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
