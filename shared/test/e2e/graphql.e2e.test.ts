import { expect, test } from '@jest/globals';
import { pay, placeOrder, reaches, signatureOf } from './paidOrders.ts';
import { shirt } from './shirt.ts';
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

test('a customer chooses a variant, orders it and wishes for another one with GraphQL', async () => {
  const { id, name, medium, large } = await shirt();
  const { idToken } = await account('Graph');
  const line = `productId: "${id}", quantity: 1`;

  const shown = await ask(
    `{ product(id: "${id}") { variants { id name price stock } images { medium } rating { count } } }`,
  );
  const unnamed = await ask(`mutation { addToCart(${line}) { id } }`, idToken);
  await ask(
    `mutation { addToCart(${line}, variantId: "${medium}") { id } addToWishList(variantId: "${large}") }`,
    idToken,
  );
  const wished = await ask('{ wishList { variantId name stock product { id } } }', idToken);
  const placed = await ask('mutation { checkout { id totalAmount } }', idToken);
  const order = await ask(
    `{ order(id: "${placed.data?.checkout?.id}") { items { name variantId variantName } } }`,
    idToken,
  );
  const early = await ask(`mutation { writeReview(productId: "${id}", stars: 5) { id } }`, idToken);

  expect(shown.data?.product).toEqual({
    variants: [
      { id, name: 'S', price: 20, stock: 40 },
      { id: medium, name: 'M', price: 25, stock: 5 },
      { id: large, name: 'L', price: 20, stock: 0 },
    ],
    images: Array(2).fill({ medium: expect.stringMatching(/medium\.webp$/) }),
    rating: null,
  });
  expect(unnamed.errors).toMatchObject([{ extensions: { code: 'VARIANT_REQUIRED' } }]);
  expect(wished.data?.wishList).toEqual([{ variantId: large, name, stock: 0, product: { id } }]);
  expect(order.data?.order).toEqual({ items: [{ name, variantId: medium, variantName: 'M' }] });
  expect(early.errors).toMatchObject([{ extensions: { code: 'PURCHASE_REQUIRED' } }]);
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
