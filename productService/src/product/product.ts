import { DomainError } from '@ecommerce/shared/errors.ts';
import type { AWAITING_IMAGE, RowAwaitingImage } from '@ecommerce/shared/rowAwaitingImage.ts';

export type ProductStatus = typeof AWAITING_IMAGE | 'pending' | 'approved' | 'rejected';

/** A product's row. */
export type Product = RowAwaitingImage & {
  status: ProductStatus;
  fileType: string;
  productName: string;
  /** Integer minor units of `currency`. */
  unitPrice: number;
  /** ISO 4217. */
  currency: string;
  description: string;
  category: string;
  /** The seller's Cognito `sub`. */
  sellerId: string;
  /** The seller's address when the product was offered. */
  email: string;
  /** The category once more, only while the product is approved: it puts the product into the index `byApprovedCategory`. */
  approvedCategory?: string;
  rejectionReason?: string;
  /** Names the rejection: a product may be changed and rejected again. */
  rejectedAt?: string;
  /** Since when a call has been mailing the rejection to the seller. */
  rejectionMailClaimedAt?: string;
  /** When the seller was mailed about the rejection. */
  rejectionMailedAt?: string;
  /** Tells a repeated request from another one under the same `Idempotency-Key`. */
  requestHash?: string;
  /** The last changes that came under an `Idempotency-Key`, by the key's hash. */
  appliedPatches?: Record<string, { requestHash: string; at: string }>;
  /** Set anew, it makes the search index write the product whole: docs/runbooks/searchIndexDeadLetters.md. */
  reindexedAt?: string;
};

/** A product with the units that are in stock, which the table `Stock` has. */
export type StockedProduct<P extends Product = Product> = P & { quantity: number };

/** The most units of one product. */
export const MAX_QUANTITY = 1_000_000;

/** A product that is on sale. */
export type ApprovedProduct = Product & { status: 'approved'; imageUrl: string };

/**
 * Where each status may lead. The arrival of a checked image makes a product pending, as does a change of what an admin has to see;
 * the rest are an admin's moves.
 */
export const PRODUCT_TRANSITIONS: Record<ProductStatus, readonly ProductStatus[]> = {
  awaitingImage: ['pending'],
  pending: ['approved', 'rejected'],
  approved: ['pending', 'rejected'], // changed; taken off sale
  rejected: ['pending'], // changed
};

/** What belongs to a decision on a product, and goes when it has to be decided anew. */
export const REVIEW_FIELDS = [
  'approvedCategory',
  'rejectionReason',
  'rejectedAt',
  'rejectionMailClaimedAt',
  'rejectionMailedAt',
] as const;

/** The statuses from which a product may become `to`. */
export const statusesBefore = (to: ProductStatus): ProductStatus[] =>
  (Object.keys(PRODUCT_TRANSITIONS) as ProductStatus[]).filter((from) => PRODUCT_TRANSITIONS[from].includes(to));

/** Why an admin may not move a product out of `status`. */
export const transitionError = (status: ProductStatus): DomainError =>
  status === 'rejected'
    ? new DomainError('ALREADY_REJECTED', 'The product was rejected before.')
    : new DomainError('IMAGE_NOT_CHECKED', 'The image of this product has not arrived yet.');
