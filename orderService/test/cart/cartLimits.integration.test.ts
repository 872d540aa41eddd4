import { describe, expect, test } from '@jest/globals';
import { startCarts } from '../carts.ts';

const { filled, offer, quantities, someone } = await startCarts();
const { addToCart, removeFromCart, setCartQuantity } = await import('../../src/cart/changeCart.ts');
const { MAX_QUANTITY } = await import('../../src/order/order.ts');

const refusal = (code: string, data: object = {}) => expect.objectContaining({ code, data });

describe('the limits of a cart', () => {
  test('are 40 lines, whose quantities can still be changed', async () => {
    const customer = someone();
    const [first] = await filled(customer, 40);

    await expect(addToCart(customer, { id: offer().id, qty: 1 })).rejects.toEqual(refusal('CART_FULL'));
    await expect(setCartQuantity(customer, { id: offer().id, qty: 1 })).rejects.toEqual(refusal('CART_FULL'));
    const { items } = await addToCart(customer, { id: first?.id ?? '', qty: 4 });

    expect(items).toHaveLength(40);
    expect(items[0]).toMatchObject({ quantity: 5 });
  });

  test('are not exceeded by two devices that add the last line at once', async () => {
    const customer = someone();
    await filled(customer, 39);

    const results = await Promise.allSettled([1, 2, 3, 4].map(() => addToCart(customer, { id: offer().id, qty: 1 })));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(quantities(customer)).resolves.toHaveLength(40);
  });

  test('are the stock, over all additions', async () => {
    const customer = someone();
    const { id } = offer({ quantity: 5 });

    await expect(addToCart(customer, { id, qty: 6 })).rejects.toEqual(
      refusal('INSUFFICIENT_STOCK', { quantityAvailable: 5 }),
    );
    await addToCart(customer, { id, qty: 3 });
    await expect(addToCart(customer, { id, qty: 3 })).rejects.toEqual(
      refusal('INSUFFICIENT_STOCK', { quantityAvailable: 5 }),
    );
    await addToCart(customer, { id, qty: 2 });

    await expect(quantities(customer)).resolves.toEqual([[id, 5]]);
  });

  test('are a million pieces of one product', async () => {
    const customer = someone();
    const { id } = offer({ quantity: 3 * MAX_QUANTITY });
    await addToCart(customer, { id, qty: MAX_QUANTITY });

    await expect(addToCart(customer, { id, qty: 1 })).rejects.toEqual(refusal('CART_FULL'));
    await expect(setCartQuantity(customer, { id, qty: MAX_QUANTITY })).resolves.toMatchObject({
      items: [{ quantity: MAX_QUANTITY }],
    });
  });

  test('are one currency, until the cart is empty', async () => {
    const customer = someone();
    const [dollars, euros] = [offer(), offer({ currency: 'EUR' })];
    await addToCart(customer, { id: dollars.id, qty: 1 });

    await expect(addToCart(customer, { id: euros.id, qty: 1 })).rejects.toEqual(refusal('CURRENCY_MISMATCH'));
    await removeFromCart(customer, { id: dollars.id });

    await expect(addToCart(customer, { id: euros.id, qty: 1 })).resolves.toMatchObject({ currency: 'EUR' });
  });

  test('reject a product that is not on sale as not found', async () => {
    const gone = refusal('PRODUCT_NOT_FOUND', { productId: 'x' });

    await expect(addToCart(someone(), { id: 'x', qty: 1 })).rejects.toEqual(gone);
    await expect(setCartQuantity(someone(), { id: 'x', qty: 1 })).rejects.toEqual(gone);
  });
});

describe('a quantity that is set', () => {
  test('replaces the old one, up or down, and creates a missing line', async () => {
    const customer = someone();
    const { id } = offer();

    for (const qty of [3, 10, 1]) await setCartQuantity(customer, { id, qty });

    await expect(quantities(customer)).resolves.toEqual([[id, 1]]);
  });

  test('is at most the stock', async () => {
    const customer = someone();
    const { id } = offer({ quantity: 4 });
    await setCartQuantity(customer, { id, qty: 4 });

    await expect(setCartQuantity(customer, { id, qty: 5 })).rejects.toEqual(
      refusal('INSUFFICIENT_STOCK', { quantityAvailable: 4 }),
    );
    await expect(quantities(customer)).resolves.toEqual([[id, 4]]);
  });
});
