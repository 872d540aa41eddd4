import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../../cli/shopClient.ts';
import { admin, platform } from './shop.ts';

type Discounts = { discounts: { id: string; code?: string }[]; nextCursor?: string };

/** Sends a request to orderService as an administrator. */
const asAdmin = async <Body>(method: string, path: string, body?: object) =>
  (await call<Body>(`${platform.order}${path}`, { method, body, token: (await admin()).idToken })).body;

/** Deletes the discounts that apply without a code. */
const removeAutomaticDiscounts = async (cursor = ''): Promise<void> => {
  const page = await asAdmin<Discounts>('GET', `/discounts?limit=100${cursor && `&cursor=${cursor}`}`);
  for (const { id, code } of page.discounts) if (code === undefined) await asAdmin('DELETE', `/discounts/${id}`);
  if (page.nextCursor !== undefined) await removeAutomaticDiscounts(page.nextCursor);
};

/** Functions keep their copies of the settings for `settingsSeconds`, which is 1 on stage dev. */
const COPIES_MS = 1_100;

/** Leaves the shop as it begins, for the tests of other files: without taxes, shipping methods and automatic discounts. */
export const resetPricing = async (): Promise<void> => {
  await asAdmin('PUT', '/settings/taxes', { pricesIncludeTax: true, rounding: 'line', rates: [] });
  await asAdmin('PUT', '/settings/shipping', { zones: [], methods: [] });
  await removeAutomaticDiscounts();
  await sleep(COPIES_MS);
};
