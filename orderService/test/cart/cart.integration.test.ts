import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { startCarts } from '../carts.ts';

const { filled, offer, quantities, someone, withdraw } = await startCarts();
const { addToCart, emptyCart, removeFromCart, setCartQuantity, showCart } = await import(
  '../../src/cart/changeCart.ts'
);
const { readCart } = await import('../../src/cart/cartStore.ts');
const { CART_SECONDS } = await import('../../src/cart/cart.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');

describe('a cart', () => {
  test('that was never used is empty and has a stable id', async () => {
    const customer = someone();
    const first = await showCart(customer);

    expect(first).toEqual({ id: expect.any(String), items: [], totalPrice: 0, currency: null });
    await expect(showCart(customer)).resolves.toEqual(first);
    await expect(addToCart(customer, { id: offer().id, qty: 1 })).resolves.toMatchObject({ id: first.id });
  });

  test('shows its lines in the order of their addition, with current prices and stock', async () => {
    const customer = someone();
    const one = offer({ productName: 'One', unitPrice: 1999 });
    const two = offer({ productName: 'Two', unitPrice: 5 });
    await addToCart(customer, { id: one.id, qty: 3 });
    await addToCart(customer, { id: two.id, qty: 1 });
    offer({ ...one, unitPrice: 2099, quantity: 7 });

    await expect(addToCart(customer, { id: two.id, qty: 1 })).resolves.toEqual({
      id: expect.any(String),
      items: [
        {
          product: { id: one.id, name: 'One', price: 20.99, imageUrl: one.imageUrl, available: 7 },
          quantity: 3,
          lineTotal: 62.97,
        },
        {
          product: { id: two.id, name: 'Two', price: 0.05, imageUrl: two.imageUrl, available: 40 },
          quantity: 2,
          lineTotal: 0.1,
        },
      ],
      totalPrice: 63.07,
      currency: 'USD',
    });
  });

  test('keeps and marks a product that is off sale, and one that is short', async () => {
    const customer = someone();
    const [gone, short] = [offer({ productName: 'Gone' }), offer({ unitPrice: 100 })];
    await addToCart(customer, { id: gone.id, qty: 2 });
    await addToCart(customer, { id: short.id, qty: 5 });
    withdraw(gone.id);
    offer({ ...short, quantity: 1 });

    await expect(showCart(customer)).resolves.toMatchObject({
      items: [
        {
          product: { id: gone.id, name: 'Gone', price: null, imageUrl: null, available: 0 },
          quantity: 2,
          lineTotal: 0,
        },
        { product: { id: short.id, price: 1, available: 1 }, quantity: 5, lineTotal: 5 },
      ],
      totalPrice: 5,
    });
  });

  test('belongs only to its customer', async () => {
    const [ann, bob] = [someone(), someone()];
    await addToCart(ann, { id: offer().id, qty: 1 });

    await expect(showCart(bob)).resolves.toMatchObject({ items: [] });
  });

  test('loses a line once, and is returned unchanged if there was none', async () => {
    const customer = someone();
    const [kept, lost] = await filled(customer, 2);

    await removeFromCart(customer, { id: lost?.id ?? '' });
    const again = await removeFromCart(customer, { id: lost?.id ?? '' });

    expect(again.items.map(({ product }) => product.id)).toEqual([kept?.id]);
    await expect(removeFromCart(someone(), { id: 'nothing' })).resolves.toMatchObject({ items: [] });
  });

  test('gets a new id once it was emptied', async () => {
    const customer = someone();
    await filled(customer, 3);
    const { id } = await showCart(customer);

    const emptied = await emptyCart(customer);

    expect(emptied).toEqual({ id: expect.any(String), items: [], totalPrice: 0, currency: null });
    expect(emptied.id).not.toBe(id);
    await expect(showCart(customer)).resolves.toEqual(emptied);
    await expect(emptyCart(someone())).resolves.toMatchObject({ items: [] });
  });
});

describe('twenty devices at once', () => {
  test('lose no addition to one line, from the very first on', async () => {
    const customer = someone();
    const { id } = offer({ quantity: 1000 });

    await Promise.all(Array.from({ length: 20 }, (_, index) => addToCart(customer, { id, qty: index + 1 })));

    await expect(quantities(customer)).resolves.toEqual([[id, 210]]);
    expect((await readCart(customer))?.version).toBe(20);
  });

  test('lose no line while others are removed', async () => {
    const customer = someone();
    const removed = await filled(customer, 10);
    const added = Array.from({ length: 20 }, () => offer());

    await Promise.all([
      ...added.map(({ id }) => addToCart(customer, { id, qty: 2 })),
      ...removed.map(({ id }) => removeFromCart(customer, { id: id })),
    ]);

    const lines = new Map((await quantities(customer)) as [string, number][]);
    expect(new Set(lines.keys())).toEqual(new Set(added.map(({ id }) => id)));
    expect([...lines.values()].every((quantity) => quantity === 2)).toBe(true);
  });
});

describe('a cart that nobody touched for 30 days', () => {
  /** As DynamoDB has it until it gets around to deleting it. */
  const expired = async () => {
    const customer = someone();
    const { id } = offer();
    await addToCart(customer, { id, qty: 3 });
    const row = await readCart(customer);
    await dynamodb.send(
      new PutCommand({ TableName: 'Carts', Item: { ...row, expiresAt: Math.floor(Date.now() / 1000) } }),
    );
    return { customer, id };
  };

  test('counts as empty', async () => {
    const { customer, id } = await expired();

    await expect(showCart(customer)).resolves.toMatchObject({ items: [], totalPrice: 0 });
    await expect(removeFromCart(customer, { id: id })).resolves.toMatchObject({ items: [] });
    await expect(emptyCart(customer)).resolves.toMatchObject({ items: [] });
  });

  test('starts again with the first line, however many devices add one', async () => {
    const { customer } = await expired();
    const { id } = offer();

    await Promise.all(Array.from({ length: 10 }, () => addToCart(customer, { id, qty: 1 })));

    await expect(quantities(customer)).resolves.toEqual([[id, 10]]);
  });

  test('is kept for another 30 days after each change', async () => {
    const customer = someone();
    const { id } = offer();
    await addToCart(customer, { id, qty: 1 });
    await setCartQuantity(customer, { id, qty: 2 });

    const seconds = ((await readCart(customer))?.expiresAt ?? 0) - Date.now() / 1000;

    expect(Math.abs(seconds - CART_SECONDS)).toBeLessThan(10);
  });
});
