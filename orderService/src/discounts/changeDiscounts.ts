import { randomUUID } from 'node:crypto';
import type { PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { hashOf, idOfKey, keyReused } from '@ecommerce/shared/idempotency.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import { requireVersion } from '../settings/settingsFields.ts';
import {
  bodyOf,
  DiscountBody,
  type DiscountPatch,
  type DiscountRow,
  discountOf,
  discountView,
  idOfCode,
} from './discount.ts';
import {
  createDiscount,
  deleteDiscount,
  listAutomaticDiscounts,
  listDiscounts,
  MAX_AUTOMATIC,
  readDiscount,
  replaceDiscount,
} from './discountStore.ts';
import { readTotalUses } from './discountUses.ts';

/** Namespace of the ids that come from an idempotency key: of automatic discounts, and of rows that remember a code's key. */
const KEY_NAMESPACE = '8d6c8a0e-52f7-4f58-9b7b-63f2c5b1a9d4';

/** Attempts to change a discount while others change it. */
const ATTEMPTS = 5;

/** A page of all discounts, newest first. */
export const showDiscounts = async (page: PageRequest) => {
  const { items, nextCursor } = await listDiscounts(page);
  const uses = await readTotalUses(items);
  return { discounts: items.map((row) => discountView(row, uses.get(row.id))), nextCursor };
};

/**
 * Creates a discount.
 *
 * @param idempotencyKey the same key and body mean the same discount
 * @throws DomainError DISCOUNT_EXISTS for a code that another discount has; IDEMPOTENCY_KEY_REUSED; INVALID_INPUT
 */
export const addDiscount = async (body: DiscountBody, idempotencyKey: string | undefined) => {
  const now = new Date().toISOString();
  const discount = {
    ...discountOf(body, idOf(body, idempotencyKey), SHOP_CURRENCY),
    usesId: randomUUID(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    requestHash: hashOf([idempotencyKey ?? null, body]),
  };
  if (body.code === undefined) await requireRoom(discount.id);
  const stored = await createDiscount(discount, keyRowId(body, idempotencyKey));
  if (stored === 'keyReused') throw keyReused('another discount');
  const isRepeated = idempotencyKey !== undefined && stored.requestHash === discount.requestHash;
  if (stored !== discount && !isRepeated) throw conflictWith(stored);
  return viewOf(stored);
};

/** The id of the row by which other discounts are refused under a key. Without a code, the discount itself is that row. */
const keyRowId = ({ code }: DiscountBody, idempotencyKey: string | undefined): string | undefined =>
  code === undefined || idempotencyKey === undefined ? undefined : idOfKey(idempotencyKey, KEY_NAMESPACE);

const idOf = ({ code }: DiscountBody, idempotencyKey: string | undefined): string =>
  code === undefined ? idOfKey(idempotencyKey, KEY_NAMESPACE) : idOfCode(code);

const requireRoom = async (id: string): Promise<void> => {
  const others = (await listAutomaticDiscounts()).filter((discount) => discount.id !== id);
  if (others.length < MAX_AUTOMATIC) return;
  throw invalidInput([
    { path: 'code', message: `is required: there are ${MAX_AUTOMATIC} discounts without one already` },
  ]);
};

const conflictWith = ({ code }: DiscountRow): DomainError =>
  code === undefined
    ? keyReused('another discount')
    : new DomainError('DISCOUNT_EXISTS', `There is a discount with the code ${code} already.`);

const viewOf = async (row: DiscountRow) => discountView(row, (await readTotalUses([row])).get(row.id));

/**
 * Changes the fields of a discount that a patch names; `null` removes one.
 *
 * @throws DomainError NOT_FOUND; INVALID_INPUT; SETTINGS_CHANGED if somebody else has changed it since the version that the patch names
 */
export const changeDiscount = async (id: string, { version, ...patch }: DiscountPatch) => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const existing = await readDiscount(id);
    if (!existing) throw notFound();
    requireVersion(existing.version, version);
    const changed = patched(existing, patch);
    if (await replaceDiscount(changed)) return viewOf(changed);
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing this discount at the same time: try again.');
};

const patched = (existing: DiscountRow, patch: object): DiscountRow => {
  const fields = Object.entries({ ...bodyOf(existing), ...patch }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const { data, error } = DiscountBody.safeParse(Object.fromEntries(fields));
  if (error) throw invalidInput(error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  const { id, currency, usesId, createdAt, requestHash } = existing;
  return {
    ...discountOf(data, id, currency),
    usesId,
    version: existing.version + 1,
    createdAt,
    updatedAt: new Date().toISOString(),
    requestHash,
  };
};

/** Deletes a discount: from then on it cannot be used. Orders that used it keep it. @throws DomainError NOT_FOUND */
export const removeDiscount = async (id: string): Promise<{ id: string }> => {
  if (!(await deleteDiscount(id))) throw notFound();
  return { id };
};

const notFound = () => new DomainError('NOT_FOUND', 'There is no such discount.');
