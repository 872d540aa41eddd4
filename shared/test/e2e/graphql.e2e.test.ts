import { expect, test } from '@jest/globals';
import { pay, placeOrder, reaches, signatureOf } from './paidOrders.ts';
import { account, admin, approvedProduct, platform } from './shop.ts';

type Answer = {
  data?: Record<string, Record<string, unknown>>;
  errors?: { message: string; extensions: { code: string } }[];
};

const ask = async (query: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(`${platform.graphql}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
};

test('a customer signs in, fills the cart and orders with GraphQL', async () => {
  const { fullName, email, password } = await account('Graph');
  const product = await approvedProduct({ productPrice: 12.5 });

  const signedIn = await ask(
    `mutation { login(email: "${email}", password: "${password}") { token user { id name email } } }`,
  );
  const { token, user } = (signedIn.data?.login ?? {}) as { token: string; user: { id: string } };
  expect(user).toEqual({ id: expect.any(String), name: fullName, email });

  const listed = await ask('{ products(limit: 1, offset: 0) { id name description price imageUrl stock } }');
  expect(listed).toMatchObject({ data: { products: [{ price: expect.any(Number), stock: expect.any(Number) }] } });

  const cart = { items: [{ product: { id: product, price: 12.5 }, quantity: 2 }], totalPrice: 25 };
  const fields = 'id items { product { id name price } quantity } totalPrice';
  const added = await ask(`mutation { addToCart(productId: "${product}", quantity: 2) { ${fields} } }`, token);
  const shown = await ask(`{ cart { ${fields} } }`, token);
  expect([added.data?.addToCart, shown.data?.cart]).toMatchObject([cart, cart]);

  const wrong = await ask(`mutation { createOrder(userId: "${user.id}", amount: 1.0) { id } }`, token);
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'TOTAL_CHANGED', total: 25 } }]);
  const created = await ask(
    `mutation { createOrder(userId: "${user.id}", amount: 25.0) { id status userId amount } }`,
    token,
  );
  expect(created.data?.createOrder).toEqual({ id: expect.any(String), status: 'PENDING', userId: user.id, amount: 25 });

  await ask(`mutation { addToCart(productId: "${product}", quantity: 1) { id } }`, token);
  const placed = await ask('mutation { checkout { id totalAmount status createdAt } }', token);
  expect(placed.data?.checkout).toMatchObject({ totalAmount: 12.5, status: 'PENDING' });

  const orders = await ask('{ orders(limit: 5) { orders { id items { quantity product { id name } } } } }', token);
  expect(orders.data?.orders?.orders).toMatchObject([
    { id: placed.data?.checkout?.id, items: [{ quantity: 1, product: { id: product } }] },
    { id: created.data?.createOrder?.id, items: [{ quantity: 2, product: { id: product } }] },
  ]);
});

test('staff, or a signed request, confirm a payment only after the provider has', async () => {
  const placed = await placeOrder();
  const { idToken } = await admin();
  const mutation = `mutation { confirmPayment(orderId: "${placed.orderId}", paymentStatus: "paid") { id status } }`;
  const confirm = (token: string) => ask(mutation, token);
  const confirmSigned = async (secret?: string) => {
    const signed = JSON.stringify({ orderId: placed.orderId, paymentStatus: 'paid' });
    return ask(mutation, undefined, { 'stripe-signature': await signatureOf(signed, { secret }) });
  };

  const early = await confirm(idToken);
  const other = await confirm(placed.customer.idToken);
  const [earlySigned, forged] = [await confirmSigned(), await confirmSigned('whsec_other')];
  await reaches(placed, 'awaiting_payment');
  await pay(placed.orderId);
  await reaches(placed, 'shipping');
  const [paid, signed] = [await confirm(idToken), await confirmSigned()];

  expect(early.errors).toMatchObject([{ extensions: { code: 'PAYMENT_NOT_CONFIRMED' } }]);
  expect(other.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(earlySigned.errors).toMatchObject([{ extensions: { code: 'PAYMENT_NOT_CONFIRMED' } }]);
  expect(forged.errors).toMatchObject([{ extensions: { code: 'INVALID_SIGNATURE' } }]);
  for (const { data } of [paid, signed])
    expect(data).toEqual({ confirmPayment: { id: placed.orderId, status: 'SHIPPING' } });
});
