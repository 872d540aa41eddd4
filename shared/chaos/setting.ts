import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Account,
  approveProduct,
  createAccount,
  exampleProduct,
  makeAdmin,
  uploadProduct,
} from '../cli/shopClient.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import { hideMessages } from '../test/e2e/moneyFacts.ts';
import type { PlatformClients } from '../test/e2e/platformClients.ts';

/** The customers of a run and the products they order. */
export type Setting = {
  customers: Account[];
  admin: Account;
  /** Units of each product for orders with a payment; the first product is scarce. */
  paidStock: Map<string, number>;
  /** Units of each product for orders without a payment; the first product is scarce. */
  freeStock: Map<string, number>;
};

export const CUSTOMERS = 24;
/** Price of every product, in minor units. */
export const PRICE = 1999;
const [PAID_PRODUCTS, FREE_PRODUCTS, SCARCE_STOCK, PLENTY] = [8, 4, 15, 100_000];

/**
 * How long a message stays hidden after its consumer has failed: the template's minute and a half is too long for a run. A request for an
 * email or an invoice stays hidden as long as its consumer may run.
 */
const HIDDEN_SECONDS = { OrderQueue: 5, NotificationQueue: 15, InvoiceQueue: 15 };

const ATTEMPTS = 20;

/** Creates customers and products before any faults occur, and makes messages reappear sooner than on AWS. */
export const prepareSetting = async (shop: PlatformClients): Promise<Setting> => {
  const { platform } = shop;
  for (const [queue, seconds] of Object.entries(HIDDEN_SECONDS)) await hideMessages(shop, queue, seconds);
  const names = Array.from({ length: CUSTOMERS }, (_, index) => `Chaos Customer ${index}`);
  const customers = await inParallel(names, 4, (name) => whileBusy(() => createAccount(platform, name)));
  const admin = await makeAdmin(platform, await whileBusy(() => createAccount(platform, 'Chaos Admin')));
  const details = { ...exampleProduct, productPrice: PRICE / 100 };
  const picture = readFileSync('docs/images/shoes.png');
  const stock = async (count: number): Promise<Map<string, number>> => {
    const quantities = Array.from({ length: count }, (_, index) => (index === 0 ? SCARCE_STOCK : PLENTY));
    const ids = await inParallel(quantities, 4, async (quantity) => {
      const id = await whileBusy(() => uploadProduct(platform, admin, { ...details, quantity }, picture));
      await whileBusy(() => approveProduct(platform, admin, id));
      return id;
    });
    return new Map(ids.map((id, index) => [id, quantities[index] ?? 0]));
  };
  return { customers, admin, paidStock: await stock(PAID_PRODUCTS), freeStock: await stock(FREE_PRODUCTS) };
};

/** Repeats what a busy machine rejected with 429 or 503, as a client would. */
const whileBusy = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !/: (429|503) /.test(String(error))) throw error;
      await sleep(250 * Math.min(attempt, 8));
    }
  }
};
