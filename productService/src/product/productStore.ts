import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { keyReused } from '@ecommerce/shared/idempotency.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { type TransactOnce, transactOnce } from '@ecommerce/shared/writeOnce.ts';
import { type Slug, withSlug } from '../slug/slug.ts';
import { claimedSlug } from '../slug/slugStore.ts';
import {
  type DetailedProduct,
  type Product,
  type ProductStatus,
  type StockedProduct,
  statusesBefore,
} from './product.ts';
import { type Updated, updateProduct } from './productUpdateStore.ts';
import { availableUnits, newStock, noStock, stockKeys, stockOffSale, stockOnSale, withStockOf } from './stockStore.ts';
import { variantsOf } from './variant.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/**
 * Returns the key of the row that replaces a deleted product. Carts, orders and reservations still refer to its id, so no other product
 * may get it, even if the seller sends the same `Idempotency-Key` again.
 */
const tombstoneKey = (id: string) => ({ id: `deleted#${id}` });

/**
 * Writes a new product and its stock, unless a product with its id exists.
 *
 * @returns the existing product, or `undefined` if this one was written
 * @throws DomainError IDEMPOTENCY_KEY_REUSED if the product with this id was deleted
 */
export const putProductOnce = async (product: Product, quantity: number): Promise<Product | undefined> => {
  const { written, conflicts } = await transactOnce([
    {
      Put: {
        TableName,
        Item: product,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    {
      ConditionCheck: {
        TableName,
        Key: tombstoneKey(product.id),
        ConditionExpression: 'attribute_not_exists(id)',
      },
    },
    ...newStock(product, quantity),
  ]);
  if (written) return undefined;
  const [existing] = conflicts;
  if (existing) return existing.row as Product;
  throw keyReused('a product that has been deleted');
};

/**
 * Records that the upload URL of a product was renewed, which postpones its clean-up.
 *
 * @returns whether the product still exists
 */
export const renewUpload = async (id: string, now: Date): Promise<boolean> => {
  const { row } = await updateProduct(id, {
    UpdateExpression: 'SET urlRenewedAt = :now',
    ConditionExpression: '#status = :awaiting',
    ExpressionAttributeValues: { ':now': now.toISOString(), ':awaiting': AWAITING_IMAGE },
  });
  return row !== undefined;
};

/** Reads a product; `consistent` where money depends on it. */
export const getProduct = async (id: string, { consistent = false } = {}): Promise<Product | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: consistent }));
  return Item as Product | undefined;
};

/**
 * Reads products in the order of `ids`. Missing ones are left out.
 *
 * @throws DomainError UNAVAILABLE if DynamoDB leaves keys unprocessed after all attempts
 */
export const getProducts = async (ids: string[], options: { consistent?: boolean } = {}): Promise<Product[]> =>
  inOrder(ids, await batchGet({ [TableName]: keysOf(ids) }, options));

/**
 * Reads products with their stock in the order of `ids`. Missing ones are left out.
 *
 * @throws DomainError UNAVAILABLE if DynamoDB leaves keys unprocessed after all attempts
 */
export const getStockedProducts = async (
  ids: string[],
  options: { consistent?: boolean } = {},
): Promise<StockedProduct[]> => {
  const rows = await batchGet({ [TableName]: keysOf(ids), ...stockKeys(ids) }, options);
  return withStockOf(inOrder(ids, rows), rows);
};

/** Reads a product with the stock of each of its variants. */
export const getDetailedProduct = async (
  id: string,
  options: { consistent?: boolean } = {},
): Promise<DetailedProduct | undefined> => {
  const rows = await batchGet({ [TableName]: [{ id }], ...stockKeys([id]) }, options);
  const [product] = withStockOf(inOrder([id], rows), rows);
  if (product?.status === undefined) return undefined; // also for rows that are not products
  const ids = variantsOf(product).map((variant) => variant.id);
  return { ...product, available: await availableUnits(ids, rows, options) };
};

/**
 * Reads products and the units of some of their variants, consistently.
 *
 * @param wanted chooses the variants of a product
 * @throws DomainError UNAVAILABLE if DynamoDB leaves keys unprocessed after all attempts
 */
export const getProductsAndUnits = async (
  ids: string[],
  wanted: (product: Product) => { id: string }[],
): Promise<{ products: Map<string, Product>; available: Map<string, number> }> => {
  const rows = await batchGet({ [TableName]: keysOf(ids), ...stockKeys(ids) }, { consistent: true });
  const products = inOrder([...new Set(ids)], rows);
  const variantIds = products.flatMap((product) => wanted(product).map(({ id }) => id));
  return {
    products: new Map(products.map((product) => [product.id, product])),
    available: await availableUnits([...new Set(variantIds)], rows, { consistent: true }),
  };
};

const keysOf = (ids: string[]) => [...new Set(ids)].map((id) => ({ id }));

const inOrder = (ids: string[], rows: Awaited<ReturnType<typeof batchGet>>): Product[] => {
  const found = new Map(((rows[TableName] ?? []) as Product[]).map((product) => [product.id, product]));
  return ids.flatMap((id) => found.get(id) ?? []);
};

/** The result of a transition: made, or not, with the product's current row. */
export type Move = { moved: true } | { moved: false; product: Product };

/**
 * Puts a product on sale, with a slug for its name, if its status allows it and nothing but its stock has changed since it was read.
 *
 * @returns `slugTaken` if only another product's slug is in the way
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markApproved = async (
  { id, updatedAt, slugs = [] }: Product,
  slug: Slug,
  now: Date,
): Promise<Move | { moved: false; slugTaken: true }> => {
  const { written, conflicts } = await transactOnce([
    transition(id, 'approved', now, {
      update: 'SET #status = :to, updatedAt = :now, approvedCategory = category, slugs = :slugs',
      values: { ':seen': updatedAt, ':slugs': withSlug(slugs, slug) },
      from: ['pending'],
      also: ' AND updatedAt = :seen',
    }),
    stockOnSale(id),
    ...(slugs.includes(slug) ? [] : [claimedSlug(slug, id)]),
  ]);
  if (written) return { moved: true };
  const [product, stock, slugRow] = conflicts;
  return slugRow && !product && !stock ? { moved: false, slugTaken: true } : notMoved(product);
};

/**
 * Rejects a product, which takes it off sale, if its status allows it.
 *
 * @throws DomainError PRODUCT_NOT_FOUND
 */
export const markRejected = async (id: string, reason: string, now: Date): Promise<Move> => {
  const { written, conflicts } = await transactOnce([
    transition(id, 'rejected', now, {
      update:
        'SET #status = :to, updatedAt = :now, rejectedAt = :now, rejectionReason = :reason REMOVE approvedCategory, rejectionMailClaimedAt, rejectionMailedAt',
      values: { ':reason': reason },
    }),
    stockOffSale(id),
  ]);
  return written ? { moved: true } : notMoved(conflicts[0]);
};

/** How long a claim on an email is valid, in milliseconds: longer than the timeout of the function that sends it. */
const MAIL_LEASE_MS = 60_000;

/** One rejection of a product, which may be changed and rejected again. */
export type Rejection = { id: string; rejectedAt: string };

/**
 * Claims the email about a rejection, if the product is still rejected, the email was not sent, and no other valid claim exists.
 *
 * @returns the product's current row, and whether this call has the claim
 */
export const claimRejectionMail = ({ id, rejectedAt }: Rejection, now: Date): Promise<Updated> =>
  updateProduct(id, {
    UpdateExpression: 'SET rejectionMailClaimedAt = :now',
    ConditionExpression: `${IS_CURRENT} AND attribute_not_exists(rejectionMailedAt) AND (attribute_not_exists(rejectionMailClaimedAt) OR rejectionMailClaimedAt < :expired)`,
    ExpressionAttributeValues: {
      ...currentRejection(rejectedAt),
      ':now': now.toISOString(),
      ':expired': new Date(now.getTime() - MAIL_LEASE_MS).toISOString(),
    },
  });

/** Releases the claim of `claimedAt` after a failed attempt, so that the next one need not wait until it expires. */
export const releaseRejectionMail = async ({ id, rejectedAt }: Rejection, claimedAt: Date): Promise<void> => {
  await updateProduct(id, {
    UpdateExpression: 'REMOVE rejectionMailClaimedAt',
    ConditionExpression: `${IS_CURRENT} AND rejectionMailClaimedAt = :claimedAt`,
    ExpressionAttributeValues: { ...currentRejection(rejectedAt), ':claimedAt': claimedAt.toISOString() },
  });
};

/** Records that the email about the rejection was sent. */
export const markRejectionMailed = async ({ id, rejectedAt }: Rejection, now: Date): Promise<void> => {
  await updateProduct(id, {
    UpdateExpression: 'SET rejectionMailedAt = :now REMOVE rejectionMailClaimedAt',
    ConditionExpression: IS_CURRENT,
    ExpressionAttributeValues: { ...currentRejection(rejectedAt), ':now': now.toISOString() },
  });
};

/** The condition that this rejection is still the current one, and its values. */
const IS_CURRENT = '#status = :rejected AND rejectedAt = :rejectedAt';
const currentRejection = (rejectedAt: string) => ({ ':rejected': 'rejected', ':rejectedAt': rejectedAt });

type Transition = {
  update: string;
  values?: Record<string, unknown>;
  /** The statuses that it is made from; if absent, all that allow it. */
  from?: ProductStatus[];
  /** A condition in addition to the status. */
  also?: string;
};

/** Returns the update of a product's row that moves it to a status, if its present one allows it. */
const transition = (
  id: string,
  to: ProductStatus,
  now: Date,
  { update, values, from = statusesBefore(to), also = '' }: Transition,
) => {
  const before = from.map((status, index): [string, string] => [`:from${index}`, status]);
  return {
    Update: {
      TableName,
      Key: { id },
      UpdateExpression: update,
      ConditionExpression: `#status IN (${before.map(([key]) => key).join(', ')}) AND attribute_exists(imageUrl)${also}`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ...Object.fromEntries(before), ...values, ':to': to, ':now': now.toISOString() },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
};

const notMoved = (conflict: TransactOnce['conflicts'][number]): { moved: false; product: Product } => {
  const product = conflict?.row as Product | undefined;
  if (product?.status === undefined) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  return { moved: false, product };
};

/**
 * Deletes a product with its stock, if it is this seller's (any seller's if `undefined`). The table's stream then removes its index
 * entries and its image. Its id stays reserved.
 *
 * @returns whether the product existed
 * @throws DomainError UNAVAILABLE if conflicts with orders' transactions persist
 */
export const deleteProduct = async (id: string, sellerId: string | undefined): Promise<boolean> => {
  const { written } = await transactOnce([
    {
      Delete: {
        TableName,
        Key: { id },
        ...(sellerId === undefined
          ? { ConditionExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } }
          : { ConditionExpression: 'sellerId = :seller', ExpressionAttributeValues: { ':seller': sellerId } }),
      },
    },
    { Put: { TableName, Item: { ...tombstoneKey(id), deletedAt: new Date().toISOString() } } },
    noStock(id),
  ]);
  return written;
};
