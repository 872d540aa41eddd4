import { lostApproval } from '../product/approval.ts';
import { appliedBy, type KeyedRequest } from '../product/keyedRequest.ts';
import { type Product, type ProductStatus, transitionError } from '../product/product.ts';
import type { ProductChange } from '../product/productChange.ts';

/**
 * Plans the write by which a draft waits for an admin's decision; `undefined` if it does already, or is on sale.
 *
 * @throws DomainError IMAGE_NOT_CHECKED while it has no image, ALREADY_REJECTED, PRODUCT_ARCHIVED
 */
export const planSubmission = (product: Product, request: KeyedRequest): ProductChange | undefined => {
  const { status, imageUrl } = product;
  if (status === 'pending' || status === 'approved') return undefined;
  if (status !== 'draft' || imageUrl === undefined)
    throw transitionError(status === 'draft' ? 'awaitingImage' : status);
  return transitionTo('pending', product, request, { expected: { imageUrl } });
};

/**
 * Plans the write that takes a product off sale, or out of the list of those that wait for a decision, until it is restored; `undefined` if
 * it is archived.
 *
 * @param byStaff whether staff archive it, and not its seller
 * @throws DomainError PRODUCT_IS_DRAFT, IMAGE_NOT_CHECKED, ALREADY_REJECTED
 */
export const planArchiving = (
  product: Product,
  request: KeyedRequest,
  { byStaff }: { byStaff: boolean },
): ProductChange | undefined => {
  const { status } = product;
  if (status === 'archived') return undefined;
  if (status !== 'approved' && status !== 'pending') throw transitionError(status);
  const { remove, offSale } = lostApproval(product);
  return transitionTo('archived', product, request, {
    set: { restoresTo: status, ...(byStaff ? { archivedByStaff: true } : {}) },
    remove,
    stock: { offSale },
  });
};

/**
 * Plans the write that restores a product to what it was when it was archived; `undefined` if it is not archived. What an admin has to
 * approve, or staff have archived and its seller restores, waits for a decision.
 */
export const planRestoring = (
  product: Product,
  request: KeyedRequest,
  { byStaff }: { byStaff: boolean },
): ProductChange | undefined => {
  const { status, restoresTo, archivedByStaff, category } = product;
  if (status !== 'archived') return undefined;
  const isOnSale = restoresTo === 'approved' && (byStaff || !archivedByStaff);
  return transitionTo(isOnSale ? 'approved' : 'pending', product, request, {
    set: isOnSale ? { approvedCategory: category } : {},
    remove: ['restoresTo', 'archivedByStaff'],
    expected: { restoresTo, archivedByStaff, category },
    stock: { onSale: isOnSale },
  });
};

type Transition = Partial<Pick<ProductChange, 'set' | 'remove' | 'expected'>> & {
  stock?: Partial<ProductChange['stock']>;
};

const transitionTo = (
  status: ProductStatus,
  product: Product,
  request: KeyedRequest,
  { set = {}, remove = [], expected = {}, stock = {} }: Transition,
): ProductChange => ({
  set: { ...set, status, updatedAt: request.now.toISOString() },
  remove,
  expected: { ...expected, status: product.status },
  stock: { variantId: product.id, quantityChange: 0, offSale: false, ...stock },
  applied: appliedBy(product, request),
});
