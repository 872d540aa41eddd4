import { createHash } from 'node:crypto';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import type { Product } from './product.ts';

/** How many `Idempotency-Key`s are stored with a product. */
const KEYS = 20;

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** A request to change a product, with what identifies it. */
export type KeyedRequest = {
  now: Date;
  /** Hash of the `Idempotency-Key`. */
  keyHash: string | undefined;
  requestHash: string;
};

export const keyedRequest = (body: unknown, key: string | undefined, now: Date): KeyedRequest => ({
  now,
  keyHash: key === undefined ? undefined : shortHash(key),
  requestHash: shortHash(JSON.stringify(body)),
});

/**
 * Returns whether the request was already carried out with its key.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another change with the same key
 */
export const isRepeated = ({ appliedPatches = {} }: Product, { keyHash, requestHash }: KeyedRequest): boolean => {
  const applied = keyHash === undefined ? undefined : appliedPatches[keyHash];
  if (applied === undefined) return false;
  requireSameRequest(applied, requestHash, 'another change of the product');
  return true;
};

type AppliedPatch = NonNullable<Product['appliedPatches']>[string];

/** The key to store with a change, the oldest keys to remove for it, and whether it is the first key. */
export type AppliedKey = { key: string; entry: AppliedPatch; forget: string[]; first: boolean };

/** Returns what a change stores of its request's key; `undefined` without a key. */
export const appliedBy = (
  { appliedPatches }: Product,
  { keyHash, requestHash, now }: KeyedRequest,
): AppliedKey | undefined => {
  if (keyHash === undefined) return undefined;
  const byAge = Object.entries(appliedPatches ?? {}).sort(([, one], [, other]) => one.at.localeCompare(other.at));
  return {
    key: keyHash,
    entry: { requestHash, at: now.toISOString() },
    forget: byAge.slice(0, Math.max(0, byAge.length - KEYS + 1)).map(([key]) => key),
    first: appliedPatches === undefined,
  };
};
