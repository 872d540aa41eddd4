import { isDeepStrictEqual } from 'node:util';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { ProductEvent, type ProductOnSale, productEventId } from '@ecommerce/shared/events/productEvents.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Product, type ProductStatus, wasOnSale } from '../product/product.ts';
import { detailedProduct } from '../product/productViews.ts';
import { variantsOf } from '../product/variant.ts';
import { slugOf } from '../slug/slug.ts';

type Image = Parameters<typeof fromDynamoDbJson>[0];
type Seen = ProductEvent extends infer Each ? (Each extends ProductEvent ? Pick<Each, 'type' | 'data'> : never) : never;

/**
 * Returns the event about a record of the products' stream; `undefined` if it changes nothing that anyone sees. A repeated record has the
 * same event, with the same id.
 *
 * @throws ZodError for a row that no event can tell of
 */
export const productEventOf = ({ dynamodb }: DynamoDBRecord): ProductEvent | undefined => {
  const [before, after] = [productIn(dynamodb?.OldImage), productIn(dynamodb?.NewImage)];
  const productId = (after ?? before)?.id;
  if (productId === undefined) return undefined;
  const sequence = dynamodb?.SequenceNumber ?? '0';
  const change = { productId, sequence: sequence.padStart(40, '0') };
  const seen = whatAnyoneSees(before, after, change);
  if (!seen) return undefined;
  const at = (dynamodb?.ApproximateCreationDateTime ?? Date.now() / 1000) * 1000;
  return ProductEvent.parse({
    ...seen,
    id: productEventId(productId, seen.type, sequence),
    version: 1,
    occurredAt: new Date(at).toISOString(),
    correlationId: correlationId(),
  });
};

/** The table has rows of other things too, without a status. */
const productIn = (image: unknown): Product | undefined => {
  const row = image ? (fromDynamoDbJson(image as Image) as Partial<Product>) : undefined;
  return row?.status === undefined ? undefined : (row as Product);
};

const whatAnyoneSees = (
  before: Product | undefined,
  after: Product | undefined,
  change: { productId: string; sequence: string },
): Seen | undefined => {
  if (!after) return before && wasOnSale(before) ? { type: 'PRODUCT_DELETED', data: change } : undefined;
  const isToldAgain = after.touched !== before?.touched && wasOnSale(after);
  const { status } = after;
  if (status === 'approved') {
    const product = onSale(after);
    if (before?.status !== 'approved') return { type: 'PRODUCT_APPROVED', data: { ...change, product } };
    if (!isToldAgain && isDeepStrictEqual(publicView(before), publicView(after))) return undefined;
    return { type: 'PRODUCT_CHANGED', data: { ...change, status, product } };
  }
  if (!isOffSale(status) || (before?.status !== 'approved' && !isToldAgain)) return undefined;
  return { type: 'PRODUCT_CHANGED', data: { ...change, status } };
};

const isOffSale = (status: ProductStatus): status is 'pending' | 'rejected' | 'archived' =>
  ['pending', 'rejected', 'archived'].includes(status);

/** Returns what anyone sees of a product by its own address, but its units: they have events of their own. */
const publicView = (product: Product) => detailedProduct({ ...product, quantity: 0, available: new Map() }, undefined);

const onSale = (product: Product): ProductOnSale => ({
  productName: product.productName,
  ...optional('slug', slugOf(product)),
  category: product.category,
  currency: product.currency,
  unitPrice: product.unitPrice,
  imageUrl: product.imageUrl ?? '',
  variants: variantsOf(product).map(({ id, sku, unitPrice, compareAtPrice }) => ({
    variantId: id,
    ...optional('sku', sku),
    unitPrice,
    ...optional('compareAtPrice', compareAtPrice),
  })),
});

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
