import { expect, test } from '@jest/globals';
import { call, eventually, type StoredMail, waitForOrder } from '../../cli/shopClient.ts';
import { type Placed, pay, reaches } from './paidOrders.ts';
import { account, approvedProduct, platform } from './shop.ts';

const names = ['Party mug 🎉', '𠮷野家', 'a\uffff', 'b\ufffe', 'کتاب‌خانه', 'Ω\u{10ffff}"\\u0000', '👩‍👩‍👧‍👦'];

/** Subjects of the customer's mails about an order. */
const subjects = async (orderId: string): Promise<string[]> => {
  const { body } = await call<{ emails: StoredMail[] }>(`${platform.mailbox}/store`);
  return body.emails.filter((mail) => mail.body.text?.includes(orderId)).map(({ subject }) => subject);
};

test.each(names)('orders of a product called %j ship, paid or not', async (productName) => {
  const productId = await approvedProduct({ productName, quantity: 10 });
  const customer = await account('Customer');
  const request = { token: customer.idToken };

  const direct = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    ...request,
    body: { id: productId, quantity: 1 },
  });
  expect(direct.status).toBe(201);
  const bought = await call<{ id: string }>(`${platform.order}/checkout`, {
    ...request,
    body: { items: [{ id: productId, qty: 1 }], total: 49.99 },
  });
  expect(bought.status).toBe(201);
  const placed: Placed = { orderId: bought.body.id, productId, customer };
  await reaches(placed, 'awaiting_payment');
  await pay(placed.orderId);

  await reaches(placed, 'shipping');
  await waitForOrder(platform, customer, direct.body.orderId);
  await eventually('the shipping mails', async () =>
    (await subjects(direct.body.orderId)).length === 2 ? true : undefined,
  );
});
