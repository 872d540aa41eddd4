import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import { SHOP_CURRENCY } from '@ecommerce/shared/shopCurrency.ts';
import type { DetailedProduct } from '../product/product.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { readSkuOwners, type SkuOwner } from '../product/skuStore.ts';
import type { ImportedProduct } from '../productCsv/importedProduct.ts';
import { movedBy, writeImported, writeNewProduct } from './importWriteStore.ts';
import { type ImportWrite, planImport, planNewProduct } from './planImport.ts';
import type { ProductImport } from './productImport.ts';
import { variantsInFile } from './variantsInFile.ts';

/** The namespace of the ids of imported products. */
const PRODUCT_NAMESPACE = '7a1f6c52-0a55-4f7b-9d57-8f7b1d1f7a90';

/** How often a product is written at most: in parts, and again after other writes to it. */
const ATTEMPTS = 24;

/** A product of a file, and what the shop has of it. */
export type ProductInShop = { id: string; product: DetailedProduct | undefined; skuOwners: SkuOwner[] };

/**
 * Finds the product that a file means: that with the id, else the one that was imported under the handle, else the one whose variants have
 * the SKUs. Without any it is new, with an id that follows from its handle.
 *
 * @throws DomainError SKU_TAKEN if other products have some of the SKUs
 */
export const findProduct = async ({ productId, handle, variants }: ImportedProduct): Promise<ProductInShop> => {
  const skuOwners = await readSkuOwners(variants.flatMap(({ sku }) => sku ?? []));
  const named = productId ?? idOfKey(handle.toLowerCase(), PRODUCT_NAMESPACE);
  const found = await getDetailedProduct(named, { consistent: true });
  const owners = [...new Set(skuOwners.map((owner) => owner.productId))];
  const other = owners.find((owner) => owner !== named);
  if (other === undefined) return { id: named, product: found, skuOwners };
  const isItsOwn = found === undefined && productId === undefined && owners.length === 1;
  if (!isItsOwn) throw new DomainError('SKU_TAKEN', `Another product has one of its SKUs: ${other}`);
  return { id: other, product: await getDetailedProduct(other, { consistent: true }), skuOwners };
};

/** Returns the variants of a file whose units the shop has already. */
export const countedVariants = ({ product }: ProductInShop, file: ImportedProduct): string[] =>
  product === undefined
    ? []
    : variantsInFile(product, file.variants).flatMap(({ before, inFile }) =>
        before && inFile.quantity === product.available.get(before.id) ? [before.id] : [],
      );

/**
 * Gives a product what a file says of it, or makes it. Carried out again, or at the same time as another import, it changes nothing twice.
 *
 * @param counted the variants whose units stay as they are, whatever the file says
 * @throws DomainError for a product that cannot be imported; UNAVAILABLE if other writes came first each time
 */
export const importProduct = async (
  row: ProductImport,
  file: ImportedProduct,
  { first, counted }: { first: ProductInShop; counted: ReadonlySet<string> },
): Promise<void> => {
  let inShop = first;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await isDone(row, file, inShop, counted)) return;
    inShop = await findProduct(file);
  }
  throw new DomainError('UNAVAILABLE', 'Other requests are changing the product at the same time.');
};

/** Makes the next write. Returns whether none is needed after it. */
const isDone = async (
  row: ProductImport,
  file: ImportedProduct,
  { id, product, skuOwners }: ProductInShop,
  counted: ReadonlySet<string>,
): Promise<boolean> => {
  if (!product) {
    const write = newProduct(row, id, file);
    return (await writeNewProduct(row, write)) && write.isLast;
  }
  const moved = await movedBy(row, product, movable(product, file, counted));
  const write = planImport(product, file, { isCounted: (one) => counted.has(one) || moved.has(one), now: new Date() });
  if (!write) return true;
  checkSkus(write, skuOwners);
  return (await writeImported(row, product, write)) && write.isLast;
};

/** Returns what a dry run would refuse. @throws DomainError as `importProduct` */
export const tryProduct = (
  row: ProductImport,
  file: ImportedProduct,
  { id, product, skuOwners }: ProductInShop,
): void => {
  const write = product
    ? planImport(product, file, { isCounted: () => false, now: new Date() })
    : newProduct(row, id, file);
  if (write) checkSkus(write, skuOwners);
};

const newProduct = ({ by, email, locale }: ProductImport, id: string, file: ImportedProduct) =>
  planNewProduct(file, {
    ...{ id, sellerId: by, email, currency: SHOP_CURRENCY, now: new Date() },
    ...(locale === undefined ? {} : { locale }),
  });

/** Returns the variants whose units may differ from those of the file. */
const movable = (product: DetailedProduct, file: ImportedProduct, counted: ReadonlySet<string>): string[] =>
  variantsInFile(product, file.variants).flatMap(({ before, inFile: { quantity } }) =>
    before && quantity !== undefined && quantity !== product.available.get(before.id) && !counted.has(before.id)
      ? [before.id]
      : [],
  );

const checkSkus = ({ skus }: ImportWrite, owners: SkuOwner[]): void => {
  for (const { variantId, claimed } of skus) {
    const owner = owners.find(({ id }) => claimed !== undefined && id === `sku#${claimed.toUpperCase()}`);
    if (owner && owner.variantId !== variantId) {
      throw new DomainError('SKU_TAKEN', `Another variant has the SKU ${claimed}.`);
    }
  }
};
