import { isDeepStrictEqual } from 'node:util';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { lostApproval, needsApproval } from '../product/approval.ts';
import type { DetailedProduct, Product } from '../product/product.ts';
import { repriced } from '../product/productChange.ts';
import { imagesOf } from '../product/productImage.ts';
import { changedVariants, checkVariant, MAX_VARIANTS, type Variant, variantsOf } from '../product/variant.ts';
import { patchedPrices, pricesOf, withoutNulls } from '../product/variantChange.ts';
import type { ImportedProduct, ImportedVariant } from '../productCsv/importedProduct.ts';
import { newVariantId, variantsInFile } from './variantsInFile.ts';

/** The most variants that one write changes: each takes up to four of a transaction's 100 actions. */
const VARIANTS_AT_ONCE = 20;

/** What an import writes of one variant's stock. */
export type ImportedStock = {
  variantId: string;
  /** Units to add. */
  delta: number;
  /** The units that the delta was computed from; absent of a variant that is added. */
  seen?: number;
  lowStockAt?: number | null;
};

/** One write of an import: to a product that exists, or the row of a new one. */
export type ImportWrite = {
  /** Attributes with their new values; `undefined` removes one. */
  set: Record<string, unknown>;
  remove: string[];
  /** Whether it takes the product off sale. */
  offSale: boolean;
  stock: ImportedStock[];
  /** Whether the product has all of the file after it. */
  isLast: boolean;
  skus: { variantId: string; claimed?: string | undefined; released?: string | undefined }[];
};

/** A variant before and after the import. */
type VariantChange = { before: Variant | undefined; after: Variant; quantity: number | undefined };

const TEXTS = ['productName', 'description', 'category', 'attributes'] as const;

/**
 * Plans the next write that gives an existing product what a file says of it; `undefined` if it has all of that. A file with many variants
 * takes several writes.
 *
 * @param isCounted whether the units of a variant stay as they are: the import has set them before, or had no need to
 * @throws DomainError for what no product may be: INVALID_INPUT, VARIANT_EXISTS, TOO_MANY_VARIANTS, IMAGE_NOT_CHECKED
 */
export const planImport = (
  product: DetailedProduct,
  file: ImportedProduct,
  { isCounted, now }: { isCounted: (variantId: string) => boolean; now: Date },
): ImportWrite | undefined => {
  if (product.status === AWAITING_IMAGE) {
    throw new DomainError('IMAGE_NOT_CHECKED', 'The product waits for its first image: upload it first.');
  }
  const all = changesOf(product, file, now);
  checkAll(product, all);
  const stockOf = (change: VariantChange) => stockChange(product, change, isCounted);
  const allOpen = all.filter((change) => isChanged(change) || stockOf(change) !== undefined);
  const open = allOpen.slice(0, VARIANTS_AT_ONCE);
  const fields = fieldsOf(product, file);
  const rows = open.filter(isChanged);
  if (open.length === 0 && Object.keys(fields.set).length === 0 && fields.remove.length === 0) return undefined;
  const approval = approvalOf(product, fields.set, rows);
  const isRowChanged = rows.length > 0 || Object.keys(fields.set).length > 0 || fields.remove.length > 0;
  return {
    set: isRowChanged
      ? {
          ...fields.set,
          ...(rows.length > 0 ? changedVariants(product, mergedVariants(product, rows)) : {}),
          ...approval.set,
          updatedAt: now.toISOString(),
        }
      : {},
    remove: [...fields.remove, ...approval.remove, ...(rows.length > 0 && !product.variants ? ['priorPrices'] : [])],
    offSale: approval.offSale,
    isLast: open.length === allOpen.length,
    stock: open.flatMap((change) => stockOf(change) ?? []),
    skus: rows.flatMap(skuChange),
  };
};

/** What a new product is, beside what the file says. */
export type NewProduct = Pick<Product, 'id' | 'sellerId' | 'email' | 'locale' | 'currency'> & { now: Date };

/**
 * Plans the write of a new product: a draft, since it has no image. It has the first of its variants; further writes add the others.
 *
 * @throws DomainError INVALID_INPUT, VARIANT_EXISTS
 */
export const planNewProduct = (
  file: ImportedProduct,
  { now, ...product }: NewProduct,
): ImportWrite & { set: Product } => {
  const { productName, description, category, attributes, taxCategory, variants } = file;
  if (productName === undefined || description === undefined || category === undefined) {
    const missing = Object.entries({ productName, description, category }).filter(([, value]) => value === undefined);
    throw invalidInput(missing.map(([path]) => ({ path, message: 'is needed: the product is new' })));
  }
  checkCurrency(product.currency, file);
  const added = variants.map((variant, index) => addedVariant(product, variant, index));
  for (const [index, { after }] of added.entries()) checkAdded(after, added.slice(0, index));
  const some = added.slice(0, VARIANTS_AT_ONCE);
  const at = now.toISOString();
  return {
    set: {
      ...product,
      ...{ status: 'draft', productName, description, category, createdAt: at, updatedAt: at },
      ...(attributes && Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(taxCategory ? { taxCategory } : {}),
      ...changedVariants(
        {},
        some.map(({ after }) => after),
      ),
    } as Product,
    ...{ remove: [], offSale: false, isLast: some.length === added.length },
    stock: some.map(({ after, quantity = 0 }) => addedStock(after, quantity)),
    skus: some.flatMap(skuChange),
  };
};

const checkCurrency = (currency: string, file: ImportedProduct): void => {
  if (file.currency === undefined || file.currency === currency) return;
  throw invalidInput([{ path: 'currency', message: `must be ${currency}` }]);
};

const changesOf = (product: DetailedProduct, file: ImportedProduct, now: Date): VariantChange[] => {
  checkCurrency(product.currency, file);
  return variantsInFile(product, file.variants).map(({ before, inFile }, index) =>
    before ? changedVariant(product, before, inFile, now) : addedVariant(product, inFile, index, variantsOf(product)),
  );
};

const changedVariant = (
  product: DetailedProduct,
  before: Variant,
  { variantId: _, quantity, price, compareAtPrice, ...fields }: ImportedVariant,
  now: Date,
): VariantChange => {
  const priced = patchedPrices(before, { price, compareAtPrice }, product.currency, now);
  return { before, after: repriced(product, before, withoutNulls({ ...priced, ...fields }), now), quantity };
};

const addedVariant = (
  product: Pick<Product, 'id' | 'currency'>,
  inFile: ImportedVariant,
  index: number,
  others: Variant[] = [],
): VariantChange => {
  const { variantId: _, quantity, price, compareAtPrice, ...fields } = inFile;
  if (price === undefined) throw invalidInput([{ path: 'price', message: 'is needed: the variant is new' }]);
  const isFirst = index === 0 && others.length === 0;
  const after = withoutNulls({
    ...{ id: isFirst ? (inFile.variantId ?? product.id) : newVariantId(product.id, inFile), options: {}, ...fields },
    ...pricesOf({ price, compareAtPrice: compareAtPrice ?? undefined }, product.currency),
  });
  return { before: undefined, after, quantity };
};

const checkAll = (product: DetailedProduct, changes: VariantChange[]): void => {
  const merged = mergedVariants(product, changes);
  if (merged.length > MAX_VARIANTS) {
    throw new DomainError('TOO_MANY_VARIANTS', `A product has at most ${MAX_VARIANTS} variants.`);
  }
  for (const [index, variant] of merged.entries()) checkVariant(variant, merged.slice(0, index));
  for (const { before, after } of changes) checkImage(product, before, after);
};

/** Checks a variant of a new product, which has no image yet. */
const checkAdded = (variant: Variant, others: VariantChange[]): void => {
  checkVariant(
    variant,
    others.map(({ after }) => after),
  );
  if (variant.imageId !== undefined) {
    throw invalidInput([{ path: 'imageId', message: 'must be empty: the product is new and has no image' }]);
  }
};

const checkImage = (product: Product, before: Variant | undefined, { imageId }: Variant): void => {
  if (imageId === undefined || imageId === before?.imageId || imagesOf(product).some(({ id }) => id === imageId))
    return;
  throw invalidInput([{ path: 'imageId', message: 'must be an image of the product' }]);
};

const mergedVariants = (product: Product, changes: VariantChange[]): Variant[] => {
  const after = new Map(changes.map((change) => [change.after.id, change.after]));
  const before = variantsOf(product);
  const added = changes.filter((change) => change.before === undefined).map((change) => change.after);
  return [...before.map((variant) => after.get(variant.id) ?? variant), ...added];
};

const isChanged = ({ before, after }: VariantChange): boolean => !isDeepStrictEqual(before, after);

const addedStock = ({ id, lowStockAt }: Variant, delta: number): ImportedStock => ({
  ...{ variantId: id, delta },
  ...(lowStockAt === undefined ? {} : { lowStockAt }),
});

const stockChange = (
  product: DetailedProduct,
  { before, after, quantity }: VariantChange,
  isCounted: (variantId: string) => boolean,
): ImportedStock | undefined => {
  if (!before) return addedStock(after, quantity ?? 0);
  const seen = product.available.get(after.id) ?? 0;
  const delta = quantity === undefined || isCounted(after.id) ? 0 : quantity - seen;
  const isSame = after.lowStockAt === before.lowStockAt;
  if (delta === 0 && isSame) return undefined;
  return { variantId: after.id, delta, seen, ...(isSame ? {} : { lowStockAt: after.lowStockAt ?? null }) };
};

const skuChange = ({ before, after }: VariantChange) =>
  before?.sku === after.sku ? [] : [{ variantId: after.id, claimed: after.sku, released: before?.sku }];

const fieldsOf = (product: Product, file: ImportedProduct): { set: Partial<Product>; remove: string[] } => {
  const changed = TEXTS.filter(
    (field) => file[field] !== undefined && !isDeepStrictEqual(file[field], product[field] ?? absent(field)),
  );
  const { taxCategory } = file;
  return {
    set: {
      ...Object.fromEntries(changed.map((field) => [field, file[field]])),
      ...(taxCategory && taxCategory !== product.taxCategory ? { taxCategory } : {}),
    },
    remove: taxCategory === null && product.taxCategory !== undefined ? ['taxCategory'] : [],
  };
};

const absent = (field: (typeof TEXTS)[number]) => (field === 'attributes' ? {} : undefined);

const approvalOf = (product: Product, set: Partial<Product>, rows: VariantChange[]) => {
  const isOther = ({ before, after }: VariantChange) => !isDeepStrictEqual(before?.options, after.options);
  return lostApproval(product, {
    needed: needsApproval(product, {
      textChanged: TEXTS.some((field) => field in set) || rows.some(isOther),
      priceChanged: rows.some(({ before, after }) => before?.unitPrice !== after.unitPrice),
    }),
  });
};
