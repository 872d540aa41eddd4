import { readFileSync } from 'node:fs';
import {
  type Account,
  approveProduct,
  createAccount,
  exampleProduct,
  makeAdmin,
  signIn,
  uploadProduct,
} from '../cli/shopClient.ts';
import { type CheckoutActions, checkoutActions } from '../test/e2e/checkoutCustomers.ts';
import type { PlatformClients } from '../test/e2e/platformClients.ts';

/** The people and products of a shop that is upgraded. */
export type UpgradeScene = {
  shop: PlatformClients;
  actions: CheckoutActions;
  admin: Account;
  customers: Account[];
  /** Id of a product with plenty of units, of one with few, and of one that nobody orders before the upgrade. */
  product: string;
  scarce: string;
  kept: string;
  /** Units of each product before the first order. */
  stockAtStart: Map<string, number>;
};

/** Price of all products, in minor units. */
export const PRICE = 1999;
/** Name of the product that nobody orders before the upgrade: no other one matches it. */
export const KEPT_NAME = 'Sandals';
const [CUSTOMERS, PLENTY, FEW] = [4, 1000, 2];

/** Creates an admin, customers and three products that are on sale. */
export const openShop = async (shop: PlatformClients): Promise<UpgradeScene> => {
  const { platform } = shop;
  const admin = await makeAdmin(platform, await createAccount(platform, 'Upgrade Admin'));
  const customers: Account[] = [];
  for (let index = 0; index < CUSTOMERS; index += 1)
    customers.push(await createAccount(platform, `Upgrade Customer ${index}`));
  const picture = readFileSync('docs/images/shoes.png');
  const offer = async (quantity: number, productName = exampleProduct.productName): Promise<string> => {
    const details = { ...exampleProduct, productName, quantity, productPrice: PRICE / 100 };
    const id = await uploadProduct(platform, admin, details, picture);
    await approveProduct(platform, admin, id);
    return id;
  };
  const [product, scarce, kept] = [await offer(PLENTY), await offer(FEW), await offer(PLENTY, KEPT_NAME)];
  const stockAtStart = new Map([
    [product, PLENTY],
    [scarce, FEW],
    [kept, PLENTY],
  ]);
  return { shop, actions: checkoutActions(shop), admin, customers, product, scarce, kept, stockAtStart };
};

/** Returns the same people, signed in again with their passwords at the new release, and the same products. */
export const reopenShop = async (shop: PlatformClients, scene: UpgradeScene): Promise<UpgradeScene> => {
  const again = (account: Account) => signIn(shop.platform, account);
  const customers = await Promise.all(scene.customers.map(again));
  return { ...scene, shop, actions: checkoutActions(shop), admin: await again(scene.admin), customers };
};
