import { afterEach, describe, expect, test } from '@jest/globals';
import { refusal, someone, startCheckoutSetting, wholeCart } from '../checkoutSetting.ts';

const { customerWith, enqueued, ledger, ledgerOf, offer, payBy } = await startCheckoutSetting();
const { showCart } = await import('../../src/cart/changeCart.ts');
const { accountBuyer } = await import('../../src/checkout/buyer.ts');
const { checkout } = await import('../../src/checkout/checkout.ts');
const { placeOrder } = await import('../../src/checkout/placeOrder.ts');
const { quote } = await import('../../src/checkout/quote.ts');
const { addDiscount, changeDiscount, removeDiscount, showDiscounts } = await import(
  '../../src/discounts/changeDiscounts.ts'
);
const { endOrder, readOrder } = await import('../../src/order/orderStore.ts');
const { orderView } = await import('../../src/order/order.ts');
const { cancelUnpaidOrder } = await import('../../src/payment/paymentStore.ts');
const { hasPayment } = await import('../../src/order/orderWithPayment.ts');
const { changeShippingSettings, changeTaxSettings } = await import('../../src/settings/changeSettings.ts');
const { showShippingMethods } = await import('../../src/settings/shippingMethods.ts');

const berlin = { name: 'Ann Lee', line1: 'Invalidenstr. 116', postalCode: '10115', city: 'Berlin', country: 'DE' };
const paris = { name: 'Ann Lee', line1: '1 rue de Rivoli', postalCode: '75001', city: 'Paris', country: 'FR' };

/** A shop that ships to Germany for 4.99, with 19 % of tax in its prices, unless `taxes` says otherwise. */
const openShop = async (taxes: object = {}) => {
  await changeShippingSettings({
    zones: [{ id: 'de', label: 'Germany', countries: ['DE'] }],
    methods: [{ id: 'post', label: 'Post', zoneId: 'de', price: 4.99, freeFrom: 100 }],
  });
  const rates = [{ zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 }];
  await changeTaxSettings({ pricesIncludeTax: true, rounding: 'line', rates, ...taxes });
};

const closeShop = async () => {
  await changeTaxSettings({ pricesIncludeTax: true, rounding: 'line', rates: [] });
  await changeShippingSettings({ zones: [], methods: [] });
  for (const { id } of (await showDiscounts({ limit: 100 })).discounts) await removeDiscount(id);
};
afterEach(closeShop);

const posted = { ...wholeCart, shippingAddress: berlin, shippingMethod: 'post' };
const named = (id: string, quantity = 1) => ({ ...wholeCart, lines: [{ id, quantity }] });
const issue = (path: string, message: string) => refusal('INVALID_INPUT', { issues: [{ path, message }] });
const notApplicable = (discountCode: string, reason: string) =>
  refusal('DISCOUNT_NOT_APPLICABLE', { discountCode, reason });
const usesOf = async (id: string) => (await showDiscounts({ limit: 100 })).discounts.find((one) => one.id === id)?.uses;

describe('in a shop with shipping and taxes', () => {
  test('a quote says what each part costs, and the order has the same', async () => {
    await openShop();
    await addDiscount({ code: 'TEN', percent: 10 }, undefined);
    const { customer, products } = await customerWith(1, { unitPrice: 1999 }); // two of them
    const request = { ...posted, discountCodes: ['TEN'] };

    const quoted = await quote(accountBuyer(customer), request);
    const { id } = await checkout(
      customer,
      { ...request, total: quoted.totalAmount, note: '🎁 ring twice' },
      undefined,
    );

    expect(quoted).toEqual({
      items: [
        {
          productId: products[0]?.id,
          name: 'Shoes',
          unitPrice: 19.99,
          quantity: 2,
          discount: 4,
          tax: 5.74,
          total: 35.98,
        },
      ],
      subtotal: 39.98,
      discounts: [{ code: 'TEN', label: 'TEN', amount: 4 }],
      shipping: {
        methods: [{ id: 'post', label: 'Post', price: 4.99 }],
        chosen: { id: 'post', label: 'Post', price: 4.99, discount: 0, tax: 0.8, total: 4.99 },
      },
      taxes: [{ label: 'VAT', rate: 19, base: 34.43, amount: 6.54, included: true }],
      totalAmount: 40.97,
      currency: 'USD',
      missing: [],
    });
    const order = await readOrder(id);
    expect(order && orderView(order)).toMatchObject({
      items: [{ discount: 4, tax: 5.74, total: 35.98 }],
      ...{ subtotal: 39.98, discounts: quoted.discounts, shipping: quoted.shipping.chosen, taxes: quoted.taxes },
      ...{ total: 40.97, shippingAddress: berlin, note: '🎁 ring twice' },
    });
  });

  test('a quote without an address knows neither methods nor taxes, and says what it lacks', async () => {
    await openShop({ pricesIncludeTax: false });
    const { customer } = await customerWith(1, { unitPrice: 1000 });

    await expect(quote(accountBuyer(customer), wholeCart)).resolves.toMatchObject({
      shipping: { methods: [] },
      taxes: [],
      totalAmount: 20,
      missing: ['shippingAddress', 'shippingMethod'],
    });
  });

  test('a checkout needs an address and a method, and names what is missing', async () => {
    await openShop();
    const { customer } = await customerWith(1);

    await expect(checkout(customer, wholeCart, undefined)).rejects.toEqual(
      refusal('INVALID_INPUT', {
        issues: [
          { path: 'shippingAddress', message: 'is required' },
          { path: 'shippingMethod', message: 'is required' },
        ],
      }),
    );
    await expect(checkout(customer, { ...wholeCart, shippingAddress: berlin }, undefined)).rejects.toEqual(
      issue('shippingMethod', 'is required'),
    );
    expect(enqueued()).toEqual([]);
  });

  test('a country that is not served and a method that is not offered are named', async () => {
    await openShop();
    const { customer } = await customerWith(1);

    await expect(checkout(customer, { ...posted, shippingAddress: paris }, undefined)).rejects.toEqual(
      issue('shippingAddress.country', 'is not a country or region that the shop ships to'),
    );
    await expect(checkout(customer, { ...posted, shippingMethod: 'express' }, undefined)).rejects.toEqual(
      issue('shippingMethod', 'is not offered for this address and these products'),
    );
  });

  test('create-order refers to the checkout', async () => {
    await openShop();
    const { id } = offer();

    await expect(placeOrder(someone(), { id, quantity: 1 }, undefined)).rejects.toMatchObject({
      code: 'CHECKOUT_REQUIRED',
    });
  });

  test('a price that changes after the quote changes the total', async () => {
    await openShop();
    const { customer } = await customerWith(1, { unitPrice: 1000 });
    const { totalAmount } = await quote(accountBuyer(customer), posted);
    await changeShippingSettings({
      zones: [{ id: 'de', label: 'Germany', countries: ['DE'] }],
      methods: [{ id: 'post', label: 'Post', zoneId: 'de', price: 5.99 }],
    });

    await expect(checkout(customer, { ...posted, total: totalAmount }, undefined)).rejects.toEqual(
      refusal('TOTAL_CHANGED', { total: 25.99, currency: 'USD' }),
    );
  });

  test('a shop with taxes alone needs one address', async () => {
    await openShop();
    await changeShippingSettings({ zones: [{ id: 'de', label: 'Germany', countries: ['DE'] }], methods: [] });
    const { customer } = await customerWith(1, { unitPrice: 1000 });

    await expect(checkout(customer, wholeCart, undefined)).rejects.toEqual(issue('shippingAddress', 'is required'));
    const { id } = await checkout(customer, { ...wholeCart, billingAddress: berlin }, undefined);
    expect((await readOrder(id))?.price?.taxes).toMatchObject([{ amount: 319 }]);
  });

  test('the payment is of the whole total', async () => {
    payBy('test');
    await openShop({ pricesIncludeTax: false });
    const { customer } = await customerWith(1, { unitPrice: 1000 });

    const { id, totalAmount } = await checkout(customer, posted, undefined);

    expect(totalAmount).toBe(29.74); // 20 + 4.99, and 3.80 and 0.95 of tax
    expect(await ledgerOf(id)).toMatchObject([{ amount: 2974 }]);
  });

  test('the methods of a country are public', async () => {
    await openShop();

    await expect(showShippingMethods({ country: 'DE' })).resolves.toEqual({
      methods: [{ id: 'post', label: 'Post', price: 4.99, freeFrom: 100 }],
      currency: 'USD',
    });
    await expect(showShippingMethods({ country: 'FR' })).resolves.toEqual({ methods: [], currency: 'USD' });
    await expect(showShippingMethods({})).resolves.toMatchObject({ methods: [{ id: 'post' }] });
  });
});

describe('in a shop with neither', () => {
  test('an order has nothing of a breakdown', async () => {
    const { customer } = await customerWith(1);

    const { id } = await checkout(customer, wholeCart, undefined);

    const order = await readOrder(id);
    expect(Object.keys(order ?? {})).not.toEqual(expect.arrayContaining(['price']));
    for (const name of ['discount', 'tax', 'total', 'taxParts']) expect(order?.items[0]).not.toHaveProperty(name);
  });

  test('a method that somebody names all the same is refused', async () => {
    const { customer } = await customerWith(1);

    await expect(checkout(customer, posted, undefined)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('discounts', () => {
  test('an automatic one is in the cart, the quote and the order', async () => {
    await addDiscount({ label: 'Autumn', percent: 25 }, undefined);
    const { customer } = await customerWith(1, { unitPrice: 1000 });

    await expect(showCart(customer.userId)).resolves.toMatchObject({
      subtotal: 20,
      discounts: [{ label: 'Autumn', amount: 5 }],
      totalPrice: 15,
    });
    await expect(checkout(customer, { ...wholeCart, total: 15 }, undefined)).resolves.toMatchObject({
      totalAmount: 15,
    });
  });

  test('one that depends on the customer is in the quote, not in the cart', async () => {
    await addDiscount({ label: 'Welcome', percent: 10, firstOrderOnly: true }, undefined);
    const { customer, products } = await customerWith(1, { unitPrice: 1000 });

    await expect(showCart(customer.userId)).resolves.toMatchObject({ totalPrice: 20 });
    await expect(checkout(customer, { ...wholeCart, total: 18 }, undefined)).resolves.toMatchObject({
      totalAmount: 18,
    });
    await expect(quote(accountBuyer(customer), named(products[0]?.id ?? ''))).resolves.toMatchObject({
      totalAmount: 10,
    });
  });

  test('an order that costs nothing needs no payment', async () => {
    payBy('test');
    await addDiscount({ code: 'FREE', percent: 100 }, undefined);
    const { customer } = await customerWith(1);

    const answer = await checkout(customer, { ...wholeCart, discountCodes: ['FREE'], total: 0 }, undefined);

    expect(answer).toMatchObject({ totalAmount: 0 });
    expect(answer).not.toHaveProperty('payment');
    expect(await ledgerOf(answer.id)).toEqual([]);
  });

  test.each(['quote', 'checkout'])('a code that cannot be used is refused by %s, with its reason', async (route) => {
    await addDiscount({ code: 'LATE', percent: 10, endsAt: new Date().toISOString() }, undefined);
    await addDiscount({ code: 'BIG', percent: 10, minSubtotal: 1000 }, undefined);
    await addDiscount({ code: 'TWO', percent: 10 }, undefined);
    await addDiscount({ code: 'ONE', percent: 10 }, undefined);
    const { customer } = await customerWith(1);
    const use = (...discountCodes: string[]) =>
      route === 'quote'
        ? quote(accountBuyer(customer), { ...wholeCart, discountCodes })
        : checkout(customer, { ...wholeCart, discountCodes }, undefined);

    await expect(use('🎉 كود')).rejects.toEqual(notApplicable('🎉 كود', 'unknown'));
    await expect(use('LATE')).rejects.toEqual(notApplicable('LATE', 'expired'));
    await expect(use('BIG')).rejects.toEqual(notApplicable('BIG', 'subtotal_too_low'));
    await expect(use('ONE', 'TWO')).rejects.toEqual(notApplicable('ONE', 'not_combinable'));
    expect(enqueued()).toEqual([]);
  });

  test('a code whose conditions stop holding between quote and checkout is refused', async () => {
    const { id } = await addDiscount({ code: 'SOON', percent: 10 }, undefined);
    const { customer } = await customerWith(1);
    const request = { ...wholeCart, discountCodes: ['SOON'] };
    const { totalAmount } = await quote(accountBuyer(customer), request);
    await changeDiscount(id, { endsAt: new Date().toISOString() });

    await expect(checkout(customer, { ...request, total: totalAmount }, undefined)).rejects.toEqual(
      notApplicable('SOON', 'expired'),
    );
  });

  test('a repeated request under its key counts once and gets the same answer', async () => {
    const { id } = await addDiscount({ code: 'KEY', percent: 10, maxUses: 5 }, undefined);
    const { customer } = await customerWith(1);
    const request = { ...wholeCart, discountCodes: ['KEY'] };

    const answers = [await checkout(customer, request, 'k'), await checkout(customer, request, 'k')];

    expect(answers[0]).toEqual(answers[1]);
    expect(await usesOf(id)).toBe(1);
    await expect(checkout(customer, wholeCart, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('of a limited code as many orders are placed as it has uses, however many try at once', async () => {
    const customers = Number(process.env.CODE_CUSTOMERS ?? 60);
    const maxUses = customers / 10;
    const discount = await addDiscount({ code: 'RUSH', percent: 10, maxUses }, undefined);
    const { id } = offer({ quantity: customers });
    const request = { ...named(id), discountCodes: ['RUSH'] };

    const outcomes = await Promise.all(
      Array.from({ length: customers }, async () => {
        const customer = someone();
        for (;;) {
          const outcome = await checkout(customer, request, 'key').then(
            () => 'placed',
            (error: { code?: string; data?: { reason?: string } }) => error.data?.reason ?? error.code,
          );
          if (outcome !== 'UNAVAILABLE') return outcome; // as a client does: it tries again
        }
      }),
    );

    expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(maxUses);
    expect(outcomes.filter((outcome) => outcome === 'used_up')).toHaveLength(customers - maxUses);
    expect(await usesOf(discount.id)).toBe(maxUses);
  }, 300_000);

  test.each([['key'], [undefined]])(
    'an order that costs more by the time it is written (key: %s) has one open payment',
    async (key) => {
      payBy('test');
      await addDiscount({ percent: 10, maxUses: 1 }, undefined);
      const { id } = offer();
      const customers = Array.from({ length: 6 }, someone);

      const orders = await Promise.all(customers.map((customer) => checkout(customer, named(id), key)));

      const payments = (await ledger()).filter(({ orderId }) => orders.some((order) => order.id === orderId));
      expect(payments.length).toBeGreaterThan(orders.length); // some were priced twice
      const open = payments.filter(({ status }) => status !== 'canceled');
      const recorded = await Promise.all(
        orders.map(async (order) => (await readOrder(order.id))?.payment?.paymentIntentId),
      );
      expect(open.map(({ paymentIntent }) => paymentIntent).toSorted()).toEqual(recorded.toSorted());
    },
  );

  test('a customer cannot use a code more often by ordering at once', async () => {
    await addDiscount({ code: 'MINE', percent: 10, maxUsesPerCustomer: 2 }, undefined);
    await addDiscount({ code: 'FIRST', percent: 10, firstOrderOnly: true }, undefined);
    const { id } = offer();
    const race = async (code: string) => {
      const customer = someone();
      const orders = Array.from({ length: 6 }, () =>
        checkout(customer, { ...named(id), discountCodes: [code] }, undefined).then(
          () => 'placed',
          ({ data }) => data.reason,
        ),
      );
      return (await Promise.all(orders)).sort();
    };

    expect((await race('MINE')).filter((outcome) => outcome === 'placed')).toHaveLength(2);
    expect((await race('FIRST')).filter((outcome) => outcome === 'placed')).toHaveLength(1);
  });

  test.each(['cancelled', 'rejected', 'not paid in time'] as const)(
    'a use comes back once when its order is %s',
    async (end) => {
      if (end === 'not paid in time') payBy('test');
      const discount = await addDiscount({ code: 'ONCE', percent: 10, maxUses: 1, maxUsesPerCustomer: 1 }, undefined);
      const { id } = offer();
      const customer = someone();
      const request = { ...named(id), discountCodes: ['ONCE'] };
      const placed = await checkout(customer, request, undefined);
      const order = await readOrder(placed.id);
      if (!order) throw new Error('The order is gone');
      await expect(checkout(customer, request, undefined)).rejects.toEqual(notApplicable('ONCE', 'used_up'));

      const ends = Array.from({ length: 5 }, () => {
        if (end === 'not paid in time' && hasPayment(order)) return cancelUnpaidOrder(order, end);
        return end === 'rejected'
          ? endOrder(order, 'rejected', 'out of stock')
          : endOrder(order, 'cancelled', 'cancelled by the customer');
      });
      await Promise.all(ends);

      const ended = await readOrder(placed.id);
      expect(ended?.endedAt).toBeDefined();
      expect(ended?.discountUses).toBeUndefined();
      expect(await usesOf(discount.id)).toBe(0);
      await expect(checkout(customer, request, undefined)).resolves.toBeDefined();
    },
  );

  test('an order that ended keeps the uses of a later discount with the same code as they are', async () => {
    const old = await addDiscount({ code: 'AGAIN', percent: 10, maxUses: 1 }, undefined);
    const { id } = offer();
    const request = { ...named(id), discountCodes: ['AGAIN'] };
    const placed = await checkout(someone(), request, undefined);
    await removeDiscount(old.id);
    const fresh = await addDiscount({ code: 'AGAIN', percent: 10, maxUses: 1 }, undefined);
    await checkout(someone(), request, undefined);

    const order = await readOrder(placed.id);
    if (order) await endOrder(order, 'cancelled', 'cancelled by the customer');

    expect(await usesOf(fresh.id)).toBe(1);
  });
});
