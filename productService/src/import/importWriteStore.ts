import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import { newMovement, type StockMovement } from '../movement/stockMovement.ts';
import { putMovement } from '../movement/stockMovementStore.ts';
import type { DetailedProduct, Product } from '../product/product.ts';
import { productUpdate } from '../product/productUpdateStore.ts';
import { changedSkus } from '../product/skuStore.ts';
import { importedStock } from './importedStockStore.ts';
import type { ImportedStock, ImportWrite } from './planImport.ts';

const { PRODUCTS_TABLE, STOCK_MOVEMENTS_TABLE } = readEnvironment({
  PRODUCTS_TABLE: name,
  STOCK_MOVEMENTS_TABLE: name,
});

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The import that writes: its id, who made it, and when (ISO 8601). */
export type Importing = { id: string; by: string; createdAt: string };

/**
 * Returns the movement of a variant's units. The same each time, so that an import that is carried out again cannot move them again. Not
 * before the product was made: its movements are listed from then on.
 */
const movementOf = (
  { id, by, createdAt }: Importing,
  product: Pick<Product, 'id' | 'createdAt'>,
  { variantId, delta, seen }: ImportedStock,
): StockMovement => {
  const at = createdAt > product.createdAt ? createdAt : product.createdAt;
  const kind = seen === undefined ? 'initial' : 'import';
  return newMovement({ productId: product.id, variantId, delta, kind, by, at }, `import#${id}#${variantId}`);
};

/** Returns for which of a product's variants an import has moved units. */
export const movedBy = async (
  importing: Importing,
  product: Pick<Product, 'id' | 'createdAt'>,
  variantIds: string[],
): Promise<Set<string>> => {
  const movements = variantIds.map((variantId) => movementOf(importing, product, { variantId, delta: 0 }));
  const keys = movements.map(({ productId, movementId }) => ({ productId, movementId }));
  const rows = keys.length > 0 ? await batchGet({ [STOCK_MOVEMENTS_TABLE]: keys }, { consistent: true }) : {};
  return new Set((rows[STOCK_MOVEMENTS_TABLE] ?? []).map(({ variantId }) => String(variantId)));
};

const movements = (importing: Importing, product: Pick<Product, 'id' | 'createdAt'>, stock: ImportedStock[]) =>
  stock
    .filter(({ delta }) => delta !== 0)
    .map((change): TransactItem => {
      const { Put } = putMovement(movementOf(importing, product, change));
      return Put ? { Put: { ...Put, ConditionExpression: 'attribute_not_exists(movementId)' } } : {};
    });

/**
 * Writes a new product with its stock, movements and SKUs, all or nothing.
 *
 * @returns whether it was written: not if there is one with its id, or somebody has one of its SKUs or variants
 * @throws DomainError PRODUCT_NOT_FOUND if the product was deleted
 */
export const writeNewProduct = async (
  importing: Importing,
  write: ImportWrite & { set: Product },
): Promise<boolean> => {
  const { set: product, stock, skus } = write;
  const deleted = { id: `deleted#${product.id}` };
  const { written, conflicts } = await transactOnce([
    { ConditionCheck: { TableName: PRODUCTS_TABLE, Key: deleted, ConditionExpression: 'attribute_not_exists(id)' } },
    { Put: { TableName: PRODUCTS_TABLE, Item: product, ConditionExpression: 'attribute_not_exists(id)' } },
    ...importedStock(product.id, { stock, isNew: true, offSale: false }),
    ...movements(importing, product, stock),
    ...skus.flatMap((sku) => changedSkus(product.id, sku)),
  ]);
  if (conflicts[0]) {
    throw new DomainError('PRODUCT_NOT_FOUND', 'The product was deleted: give it another handle, or no productId.');
  }
  return written;
};

/**
 * Writes what an import changes of a product: its row, its stock with movements, and its SKUs, all or nothing.
 *
 * @returns whether it was written: not if the product has changed since it was read
 */
export const writeImported = async (
  importing: Importing,
  product: DetailedProduct,
  { set, remove, offSale, stock, skus }: ImportWrite,
): Promise<boolean> => {
  const { id, sellerId, status, updatedAt, variantsVersion } = product;
  const update = productUpdate(sellerId, { set, remove, expected: { status, updatedAt, variantsVersion } });
  const { written } = await transactOnce([
    ...(update ? [{ Update: { ...update, TableName: PRODUCTS_TABLE, Key: { id } } }] : []),
    ...importedStock(id, { stock, isNew: false, offSale }),
    ...movements(importing, product, stock),
    ...skus.flatMap((sku) => changedSkus(id, sku)),
  ]);
  return written;
};
