import { DomainError } from '@ecommerce/shared/errors.ts';
import type { AWAITING_IMAGE, RowAwaitingImage } from '@ecommerce/shared/rowAwaitingImage.ts';
import type { PriorPrice } from '../price/lowestPrice.ts';
import type { Slug } from '../slug/slug.ts';
import type { ProductImage, WaitingImage } from './productImage.ts';
import type { Variant } from './variant.ts';

export type ProductStatus = typeof AWAITING_IMAGE | 'draft' | 'pending' | 'approved' | 'rejected' | 'archived';

/** A product's row. */
export type Product = Omit<RowAwaitingImage, 'fileName'> & {
  status: ProductStatus;
  /** Of its first image, as the next. Absent while a draft has none. */
  fileName?: string;
  fileType?: string;
  /** Its published images, in order. Absent while it has none or, of an older row, only the one that `imageUrl` names: read by `imagesOf`. */
  images?: ProductImage[];
  /** Images that have not been uploaded and checked yet. */
  waitingImages?: WaitingImage[];
  /** Incremented by each change of `images`, `waitingImages` or `replacement`. */
  imagesVersion?: number;
  /** Of an older row: the version of its image; absent for the first one. */
  imageVersion?: string;
  /** The image that will take the place of the first. */
  replacement?: { fileName: string; fileType: string; version: string };
  productName: string;
  /** The slugs that lead to it, its own last: read by `slugOf`. Absent before its first approval. */
  slugs?: Slug[];
  /** Integer minor units of `currency`: the lowest price of its variants. */
  unitPrice: number;
  /** Earlier prices of a product without `variants`. */
  priorPrices?: PriorPrice[];
  /** Absent while its only variant is the product as it was offered: read by `variantsOf`. */
  variants?: Variant[];
  /** Incremented by each change of `variants`. */
  variantsVersion?: number;
  /** When a scheduled price of its variants begins or ends next; with `priceChanges`, it puts the product into the index `byNextPriceChange`. */
  nextPriceChangeAt?: string;
  priceChanges?: 'scheduled';
  /** What sets it apart, by name, such as `{ "Material": "wool" }`. */
  attributes?: Record<string, string> | undefined;
  /** How it is taxed, by a name that the shop's tax settings know. */
  taxCategory?: string | undefined;
  /** ISO 4217. */
  currency: string;
  description: string;
  category: string;
  /** The seller's Cognito `sub`. */
  sellerId: string;
  /** The seller's address when the product was offered; empty once the seller has deleted the account. */
  email: string;
  /** The language of emails to the seller (BCP 47), as of then; English without one. */
  locale?: string | undefined;
  /** A copy of `category`, present only while the product is approved: it puts the product into the index `byApprovedCategory`. */
  approvedCategory?: string;
  /** Of an archived product: what becomes of it when it is restored. `pending` once it was changed in a way that an admin has to approve. */
  restoresTo?: 'approved' | 'pending';
  /** Of an archived product: present if staff archived it, not its seller. */
  archivedByStaff?: true;
  rejectionReason?: string;
  /** When the product was rejected. Identifies the rejection, since a product may be changed and rejected again. */
  rejectedAt?: string;
  /** When a call claimed the email about the rejection. */
  rejectionMailClaimedAt?: string;
  /** When the email about the rejection was sent to the seller. */
  rejectionMailedAt?: string;
  /** Distinguishes a repeated request from a different one with the same `Idempotency-Key`. */
  requestHash?: string;
  /** A new value has the stream's consumer tell subscribers of the product again. */
  touched?: string;
  /** The last changes made with an `Idempotency-Key`, by the key's hash. */
  appliedPatches?: Record<string, { requestHash: string; at: string }>;
};

/** A product with its units in stock, of all variants. They are in the table `Stock`. */
export type StockedProduct<P extends Product = Product> = P & { quantity: number };

/** A product with the units of each variant that are in stock, by the variant's id. */
export type DetailedProduct = StockedProduct & { available: Map<string, number> };

/** The most units of one variant. */
export const MAX_QUANTITY = 1_000_000;

/** A product that is on sale. */
export type ApprovedProduct = Product & { status: 'approved'; imageUrl: string; fileName: string };

/**
 * The statuses that may follow each status. A checked image makes an offered product pending, its seller's word a draft, and a change that
 * an admin has to approve any other. Sellers archive and restore; all other transitions are an admin's decisions.
 */
export const PRODUCT_TRANSITIONS: Record<ProductStatus, readonly ProductStatus[]> = {
  awaitingImage: ['pending'],
  draft: ['pending'],
  pending: ['approved', 'rejected', 'archived'],
  approved: ['pending', 'rejected', 'archived'], // changed; taken off sale
  rejected: ['pending'], // changed
  archived: ['pending', 'approved'], // restored: to `restoresTo`
};

/** Returns whether customers could ever buy a product, as far as its row says. */
export const wasOnSale = ({ status, slugs }: Product): boolean => status === 'approved' || slugs !== undefined;

/** Returns the statuses that may precede `to`. */
export const statusesBefore = (to: ProductStatus): ProductStatus[] =>
  (Object.keys(PRODUCT_TRANSITIONS) as ProductStatus[]).filter((from) => PRODUCT_TRANSITIONS[from].includes(to));

/** Returns the error for a transition that a product in `status` cannot make. */
export const transitionError = (status: ProductStatus): DomainError => {
  if (status === 'rejected') return new DomainError('ALREADY_REJECTED', 'The product was rejected before.');
  if (status === 'draft') return new DomainError('PRODUCT_IS_DRAFT', 'The product is a draft: submit it first.');
  if (status === 'archived') return new DomainError('PRODUCT_ARCHIVED', 'The product is archived: restore it first.');
  return new DomainError('IMAGE_NOT_CHECKED', 'The image of this product has not arrived yet.');
};
