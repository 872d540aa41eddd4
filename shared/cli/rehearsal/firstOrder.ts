import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformFile } from '../platformTarget.ts';
import {
  approveProduct,
  call,
  createAccount,
  exampleProduct,
  makeAdmin,
  uploadProduct,
  waitForMail,
  waitForOrder,
} from '../shopClient.ts';

/**
 * Places a first order: a seller offers a product, an admin approves it, a customer orders it, and the order ships.
 *
 * @throws Error if the order does not ship
 */
export const placeFirstOrder = async (platform: PlatformFile): Promise<void> => {
  const seller = await createAccount(platform, 'First Seller');
  const picture = readFileSync(join('docs', 'images', 'shoes.png'));
  const id = await uploadProduct(platform, seller, exampleProduct, picture);
  await approveProduct(platform, await makeAdmin(platform, await createAccount(platform, 'First Admin')), id);
  const customer = await createAccount(platform, 'First Customer');
  const placed = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id, quantity: 2 },
    token: customer.idToken,
  });
  const { status } = await waitForOrder(platform, customer, placed.body.orderId);
  if (status !== 'shipping') throw new Error(`The first order is ${status}.`);
  await waitForMail(platform, customer.email, /shipping/);
};
