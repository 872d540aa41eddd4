import { describe, expect, test } from '@jest/globals';
import { CARD_THAT_IS_DECLINED } from '../../../shared/cli/testPayment.ts';
import { refusal, someone, startCheckoutSetting, wholeCart } from '../checkoutSetting.ts';
import { ann } from '../samples.ts';

const { customerWith, ledgerOf, ordersOf, pay, payBy } = await startCheckoutSetting();
const { checkout } = await import('../../src/checkout/checkout.ts');
const { endOrder } = await import('../../src/order/orderStore.ts');
const { payableOrder } = await import('../../src/payment/payableOrder.ts');
const { cancelPayment } = await import('../../src/payment/paymentProvider.ts');

/** An order of 25.00 USD, its payment begun. */
const placed = async () => {
  payBy('test');
  const { customer } = await customerWith(1, { unitPrice: 1250 });
  const { id, payment } = await checkout(customer, wholeCart, undefined);
  const [order] = await ordersOf(customer);
  if (!order?.payment) throw new Error('The order has no payment');
  return { id, customer, order: { ...order, payment: order.payment }, clientSecret: payment?.clientSecret ?? '' };
};

describe('a customer who comes back to pay', () => {
  test('gets the client secret of the checkout, the deadline and the amount', async () => {
    const { id, customer, order, clientSecret } = await placed();

    expect(await payableOrder(customer, id)).toEqual({
      provider: 'test',
      clientSecret,
      dueAt: order.payment.dueAt,
      totalAmount: 25,
      currency: 'USD',
    });
  });

  test('learns why a card was declined, and pays with the same secret', async () => {
    const { id, customer, clientSecret } = await placed();
    expect(await pay(clientSecret, CARD_THAT_IS_DECLINED)).toBe(402);

    const again = await payableOrder(customer, id);

    expect(again).toMatchObject({ clientSecret, failure: 'Your card was declined.' });
    expect(await pay(again.clientSecret)).toBe(200);
    await expect(ledgerOf(id)).resolves.toMatchObject([{ captured: 2500 }]);
  });

  test('gets none if the provider has the money but its event has not arrived', async () => {
    const { id, customer, clientSecret } = await placed();
    await pay(clientSecret);

    await expect(payableOrder(customer, id)).rejects.toEqual(refusal('ORDER_NOT_PAYABLE'));
  });

  test('gets none if the payment was cancelled by hand at the provider', async () => {
    const { id, customer, order } = await placed();
    await cancelPayment(order.payment);

    await expect(payableOrder(customer, id)).rejects.toEqual(refusal('ORDER_NOT_PAYABLE'));
  });

  test('gets none for an order that was cancelled', async () => {
    const { id, customer, order } = await placed();
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    await expect(payableOrder(customer, id)).rejects.toEqual(refusal('ORDER_NOT_PAYABLE'));
  });

  test('gets none for another customer’s order, nor for one without payment', async () => {
    const { id } = await placed();
    payBy('none');
    const { customer } = await customerWith(1);
    const free = await checkout(customer, wholeCart, undefined);

    await expect(payableOrder(someone(), id)).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(payableOrder({ ...ann, groups: ['admin'] }, id)).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(payableOrder(customer, free.id)).rejects.toEqual(refusal('NOT_FOUND'));
  });

  test.each(['broken', 'none'] as const)('is asked to try again if the provider is %s', async (away) => {
    const { id, customer } = await placed();
    payBy(away);

    await expect(payableOrder(customer, id)).rejects.toEqual(refusal('UNAVAILABLE'));
  });
});
