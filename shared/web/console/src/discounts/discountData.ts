import { type Schemas, unwrap } from '@ecommerce/client';
import { filledIn } from '../formValues.ts';
import type { Fields, ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

export type Discount = Schemas['orders']['Discount'];

/** What a discount takes off; a discount has one of them. */
export const KINDS = ['percent', 'amount', 'freeShipping', 'buy'] as const;
const CONDITIONS = [
  'label',
  'startsAt',
  'endsAt',
  'minSubtotal',
  'categories',
  'productIds',
  'firstOrderOnly',
  'maxUses',
  'maxUsesPerCustomer',
  'combinable',
] as const;

/** Returns what a discount takes off. */
export const kindOf = (discount: Discount): (typeof KINDS)[number] =>
  KINDS.find((kind) => discount[kind] !== undefined) ?? 'percent';

const withKind = (discount: Discount) => ({ ...discount, kind: kindOf(discount) });

/** Returns the moment that an input shows in local time, without a zone. */
const momentOf = (local: string | null | undefined): string | undefined =>
  local ? new Date(local).toISOString() : undefined;

/** Returns the body of a discount without the fields that were left empty. */
const bodyOf = ({ kind, ...form }: Fields): Fields => {
  const fields = {
    ...form,
    freeShipping: kind === 'freeShipping' || undefined,
    startsAt: momentOf(form.startsAt),
    endsAt: momentOf(form.endsAt),
  };
  const filled = filledIn(fields) as Fields;
  const lists = Object.entries(filled).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return Object.fromEntries(lists.filter(([name]) => name === kind || !KINDS.some((other) => other === name)));
};

/** Reads all pages: there is no route for one discount. */
const findDiscount = async (id: string): Promise<Discount> => {
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await unwrap(shop.orders.GET('/discounts', { params: { query } }));
    const found = page.discounts.find((discount) => discount.id === id);
    if (found) return found;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new Error('There is no such discount.');
};

export const discountData: ResourceData = {
  list: async (query) => {
    const { discounts, nextCursor } = await unwrap(shop.orders.GET('/discounts', { params: { query } }));
    return { rows: discounts, next: nextCursor };
  },
  read: async (id) => withKind(await findDiscount(id)),
  create: async (fields) => unwrap(shop.orders.POST('/discounts', { body: bodyOf(fields) })),
  update: async (id, fields, before) => {
    const body = bodyOf(fields);
    const changes = [...KINDS, ...CONDITIONS].map((name) => [name, body[name] ?? (name in before ? null : undefined)]);
    const patch = { ...Object.fromEntries(changes), version: before.version };
    return withKind(await unwrap(shop.orders.PATCH('/discounts/{id}', { params: { path: { id } }, body: patch })));
  },
  remove: (id) => unwrap(shop.orders.DELETE('/discounts/{id}', { params: { path: { id } } })),
};
