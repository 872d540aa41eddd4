import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call } from '../cli/shopClient.ts';
import { persistently } from './customers.ts';

/** What a customer adds to a checkout in a shop that charges shipping and taxes. */
export type Terms = { shippingAddress: object; shippingMethod: string; discountCodes?: string[]; vatId?: string };

const zones = [
  { id: 'de', label: 'Germany', countries: ['DE'] },
  { id: 'eu', label: 'European Union', countries: ['AT', 'FR'] },
  { id: 'ch', label: 'Switzerland', countries: ['CH'] },
];
const methods = [
  { id: 'post-de', label: 'Post', zoneId: 'de', price: 4.9, freeFrom: 90 },
  {
    ...{ id: 'post-eu', label: 'Post', zoneId: 'eu' },
    bySubtotal: [
      { from: 0, price: 9.9 },
      { from: 70, price: 6.95 },
    ],
  },
  { id: 'post-ch', label: 'Post', zoneId: 'ch', price: 14.35 },
];
const rates = [
  { zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 },
  { zoneId: 'eu', taxCategory: 'standard', label: 'VAT', percent: 20 },
  { zoneId: 'ch', taxCategory: 'standard', label: 'VAT', percent: 8.1 },
];

/** Fewer than are asked for. */
const SCARCE_USES = 20;

const DISCOUNTS = [
  { code: 'TEN', percent: 10, combinable: true },
  { code: 'SHIP', freeShipping: true, combinable: true },
  { code: 'FEW', amount: 3, maxUses: SCARCE_USES },
  { code: 'TWICE', amount: 1.5, maxUsesPerCustomer: 2 },
  { label: 'Volume', percent: 5, minSubtotal: 79.9, combinable: true },
];

const ADDRESSES = [
  { name: 'Ann Lee', line1: 'Invalidenstr. 116', postalCode: '10115', city: 'Berlin', country: 'DE' },
  { name: 'Zoë Müller', line1: 'Stephansplatz 1', postalCode: '1010', city: 'Wien', country: 'AT' },
  { name: 'Ann Lee', line1: 'Invalidenstr. 116', postalCode: '10115', city: 'Berlin', country: 'DE' },
  { name: 'Urs Meier', line1: 'Bahnhofstrasse 1', postalCode: '8001', city: 'Zürich', country: 'CH' },
];
const METHODS: Record<string, string> = { DE: 'post-de', AT: 'post-eu', CH: 'post-ch' };
const CODES = [[], ['ten'], ['FEW'], ['TEN', 'SHIP'], ['FEW'], ['TWICE'], [], ['FEW']];

/** Longer than functions use settings that they have read. */
const COPIES_MS = 1_100;

/**
 * From now on the shop charges shipping and taxes and has discounts, limited ones among them.
 *
 * @returns the ids of the discounts
 */
export const beginToCharge = async ({ order }: PlatformFile, { idToken: token }: Account): Promise<string[]> => {
  const send = async (method: string, path: string, body: object) => {
    const headers = { 'idempotency-key': JSON.stringify(body).slice(0, 60).replaceAll(/\W/g, '-') };
    const reply = await persistently(
      () => call<{ id: string }>(`${order}${path}`, { method, body, token, headers }),
      ({ status }) => status,
    );
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body.id;
  };
  await send('PUT', '/settings/shipping', { zones, methods });
  await send('PUT', '/settings/taxes', { pricesIncludeTax: false, rounding: 'line', rates });
  const ids: string[] = [];
  for (const discount of DISCOUNTS) ids.push(await send('POST', '/discounts', discount));
  await sleep(COPIES_MS);
  return ids;
};

/** The terms of the order of that number: each place with each code in turn. */
export const termsOf = (index: number): Terms => {
  const shippingAddress = ADDRESSES[index % ADDRESSES.length] ?? { country: 'DE' };
  const discountCodes = CODES[Math.floor(index / ADDRESSES.length) % CODES.length] ?? [];
  return {
    shippingAddress,
    shippingMethod: METHODS[shippingAddress.country] ?? '',
    ...(discountCodes.length > 0 ? { discountCodes } : {}),
    ...(index % 5 === 0 ? { vatId: 'ATU12345675' } : {}),
  };
};
