import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';
import type { ApprovedProduct } from '../product/product.ts';

const { PRODUCTS_TABLE } = readEnvironment({ PRODUCTS_TABLE: name });

/** A place in the list: that of its last product. Of products made at the same time, those of the first category by name come first. */
const Place = z.strictObject({ createdAt: z.iso.datetime(), category: z.string().min(1), id: z.string().min(1) });
type Place = z.infer<typeof Place>;

/** One category's products, newest first: those read and not yet taken, and how to read on. */
type Source = {
  category: string;
  products: ApprovedProduct[];
  /** Reads on from here; nothing is left without it. */
  next:
    | Pick<QueryCommand['input'], 'KeyConditionExpression' | 'ExpressionAttributeValues' | 'ExclusiveStartKey'>
    | undefined;
};

/**
 * Lists the products on sale in any of some categories, newest first: each category's list is sorted, and a page merges them. It reads
 * about twice the page's products, and at least two of each category.
 *
 * @throws DomainError INVALID_INPUT for an invalid cursor
 */
export const listApprovedOfBranch = async (
  categories: readonly string[],
  { limit, cursor }: PageRequest,
): Promise<Page<ApprovedProduct>> => {
  const after = cursor === undefined ? undefined : placeAt(cursor);
  const sources = categories.toSorted(inOrder).map((category) => sourceAfter(category, after));
  const size = Math.min(limit + 1, Math.max(2, Math.ceil((2 * limit) / sources.length)));
  await Promise.all(sources.map((source) => readOn(source, size)));
  const items: ApprovedProduct[] = [];
  let last: Place | undefined;
  while (items.length < limit) {
    const newest = sources.reduce(newer);
    const product = newest.products.shift();
    if (!product) break;
    items.push(product);
    last = { createdAt: product.createdAt, category: newest.category, id: product.id };
    if (newest.products.length === 0) await readOn(newest, size);
  }
  const hasMore = sources.some(({ products }) => products.length > 0);
  return { items, ...(last && hasMore ? { nextCursor: cursorAt(last) } : {}) };
};

const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Returns the source whose first product is newer; the first of the two if they are equally old, or the other one is empty. */
const newer = (one: Source, other: Source): Source => {
  const [first, second] = [one.products[0]?.createdAt ?? '', other.products[0]?.createdAt ?? ''];
  return second > first ? other : one;
};

/** Returns a category's part of the list after a place. Products made at the same time as the one there count by their category. */
const sourceAfter = (category: string, after: Place | undefined): Source => {
  const own = { products: [], category };
  const values = { ':category': category };
  const whole = { KeyConditionExpression: 'approvedCategory = :category', ExpressionAttributeValues: values };
  if (!after) return { ...own, next: whole };
  const { createdAt, id } = after;
  if (category === after.category) {
    return { ...own, next: { ...whole, ExclusiveStartKey: { approvedCategory: category, createdAt, id } } };
  }
  const comparison = category < after.category ? '<' : '<=';
  return {
    ...own,
    next: {
      KeyConditionExpression: `approvedCategory = :category AND createdAt ${comparison} :createdAt`,
      ExpressionAttributeValues: { ...values, ':createdAt': createdAt },
    },
  };
};

/** Reads more products of a source, until it has some or there are none. */
const readOn = async (source: Source, size: number): Promise<void> => {
  while (source.next && source.products.length === 0) {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: PRODUCTS_TABLE,
        IndexName: 'byApprovedCategory',
        ...source.next,
        ScanIndexForward: false,
        Limit: size,
      }),
    );
    source.products.push(...(Items as ApprovedProduct[]));
    source.next = LastEvaluatedKey && { ...source.next, ExclusiveStartKey: LastEvaluatedKey };
  }
};

const cursorAt = ({ createdAt, category, id }: Place): string =>
  Buffer.from(JSON.stringify([createdAt, category, id])).toString('base64url');

const placeAt = (cursor: string): Place => {
  try {
    const [createdAt, category, id] = z
      .array(z.string())
      .length(3)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return Place.parse({ createdAt, category, id });
  } catch {
    throw invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
};
