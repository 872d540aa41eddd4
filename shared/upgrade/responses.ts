import { call } from '../cli/shopClient.ts';
import type { Placed } from './journeys.ts';
import { KEPT_NAME, type UpgradeScene } from './scene.ts';

/** Responses by request: what clients saw of the previous release. */
export type Responses = Record<string, { status: number; body: unknown }>;

/**
 * Reads what customers, guests and staff see, with the tokens that they already have.
 *
 * @param resting orders that do not move meanwhile, by what is true of them
 */
export const readResponses = async (scene: UpgradeScene, resting: Record<string, Placed>): Promise<Responses> => {
  const { shop, admin, customers, kept } = scene;
  const { auth, banner, category, product: products, order } = shop.platform;
  const [customer = admin] = customers;
  const seen: Responses = {};
  const read = async (name: string, url: string, by?: { idToken: string }, headers: Record<string, string> = {}) => {
    const { status, body } = await call<unknown>(url, { ...(by ? { token: by.idToken } : {}), headers });
    seen[name] = { status, body };
  };
  await read('GET /me', `${auth}/me`, customer);
  await read('GET /me/addresses', `${auth}/me/addresses`, customer);
  await read('GET /banners', `${banner}/banners`);
  await read('GET /categories', `${category}/categories`);
  await read('GET /categories/tree', `${category}/categories/tree`);
  await read('GET /products/{id}', `${products}/products/${kept}`);
  await read('GET /products?q=', `${products}/products?q=${encodeURIComponent(KEPT_NAME)}`);
  await read('GET /my-products/{id}', `${products}/my-products/${kept}`, admin);
  await read('GET /wish-list', `${products}/wish-list`, customer);
  await read('GET /stock-alerts', `${products}/stock-alerts`, customer);
  await read('GET /cart', `${order}/cart`, customer);
  await read('GET /settings/shop', `${order}/settings/shop`, admin);
  await read('GET /settings/shipping', `${order}/settings/shipping`, admin);
  await read('GET /settings/taxes', `${order}/settings/taxes`, admin);
  await read('GET /discounts', `${order}/discounts`, admin);
  for (const [name, { id, orderKey, customer: buyer }] of Object.entries(resting)) {
    const headers: Record<string, string> = orderKey === undefined ? {} : { 'x-order-key': orderKey };
    const by = orderKey === undefined ? buyer : undefined;
    await read(`GET /orders/{id} of the order that ${name}`, `${order}/orders/${id}`, by, headers);
    const invoice = await call<unknown>(`${order}/orders/${id}/invoice`, {
      ...{ headers, ...(by ? { token: by.idToken } : {}) },
    });
    seen[`GET /orders/{id}/invoice of the order that ${name}`] = {
      status: invoice.status,
      body: typeof invoice.body === 'string' ? invoice.body.length : invoice.body,
    };
  }
  return seen;
};

/** Signatures and expiry times that differ in each response. */
const VOLATILE = new Set(['correlationId', 'requestId', 'asOf', 'updatedAt']);

/**
 * Compares values as docs/releases.md promises: a response may gain fields; none may be missing or differ.
 *
 * @returns one sentence for each difference
 */
export const lostFields = (name: string, before: unknown, after: unknown): string[] => {
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || after.length !== before.length)
      return [
        `${name}: ${before.length} entries became ${Array.isArray(after) ? after.length : JSON.stringify(after)}`,
      ];
    return before.flatMap((value, index) => lostFields(`${name}[${index}]`, value, after[index]));
  }
  if (before !== null && typeof before === 'object') {
    const fields = new Map(Object.entries(after ?? {}));
    return Object.entries(before)
      .filter(([field]) => !VOLATILE.has(field))
      .flatMap(([field, value]) => lostFields(`${name}.${field}`, value, fields.get(field)));
  }
  return before === after ? [] : [`${name}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`];
};
