import type { Product } from './product.ts';

/** Attributes of an admin's decision, removed when the product has to be approved again. */
const REVIEW_FIELDS = [
  'approvedCategory',
  'rejectionReason',
  'rejectedAt',
  'rejectionMailClaimedAt',
  'rejectionMailedAt',
] as const;

/** What a change writes because an admin has to approve it, and whether that takes the product off sale. */
export type LostApproval = { set: Pick<Partial<Product>, 'status' | 'restoresTo'>; remove: string[]; offSale: boolean };

const NOTHING: LostApproval = { set: {}, remove: [], offSale: false };

/**
 * Returns what a change writes beside itself if an admin has to approve it: the product is pending again. What waits for an approval, or is
 * a draft, goes on as it is; an archived product is pending once it is restored.
 */
export const lostApproval = ({ status }: Product, { needed = true } = {}): LostApproval => {
  if (!needed) return NOTHING;
  if (status === 'archived') return { ...NOTHING, set: { restoresTo: 'pending' } };
  if (status !== 'approved' && status !== 'rejected') return NOTHING;
  return { set: { status: 'pending' }, remove: [...REVIEW_FIELDS], offSale: status === 'approved' };
};

/** Returns whether an admin has to approve a change: one of a text and, after a rejection, one of a price. */
export const needsApproval = (
  { status }: Product,
  { textChanged, priceChanged }: { textChanged: boolean; priceChanged: boolean },
): boolean => textChanged || (priceChanged && status === 'rejected');
