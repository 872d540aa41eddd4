import { toDecimal } from '@ecommerce/shared/money.ts';
import type { Product } from '../product/product.ts';
import { imagesOf } from '../product/productImage.ts';
import { type Variant, variantsOf } from '../product/variant.ts';
import type { CsvProduct, CsvVariant } from '../productCsv/shopCsv.ts';
import { slugOf } from '../slug/slug.ts';

/** Returns a product as a file in our own format has it. @param available the units of its variants, by their ids */
export const csvProduct = (product: Product, available: ReadonlyMap<string, number>): CsvProduct => ({
  productId: product.id,
  slug: slugOf(product),
  ...{ status: product.status, productName: product.productName, description: product.description },
  ...{ category: product.category, taxCategory: product.taxCategory, attributes: product.attributes ?? {} },
  ...{ currency: product.currency, createdAt: product.createdAt },
  images: imagesOf(product).map(({ id, alt, url }) => ({ id, alt, url })),
  variants: variantsOf(product).map((variant) => csvVariant(product, variant, available)),
});

const csvVariant = (
  { currency }: Product,
  { id, unitPrice, compareAtPrice, lowestPrice30Days = unitPrice, ...variant }: Variant,
  available: ReadonlyMap<string, number>,
): CsvVariant => ({
  ...{ variantId: id, options: variant.options, sku: variant.sku, barcode: variant.barcode, imageId: variant.imageId },
  ...{ weightGrams: variant.weightGrams, lowStockAt: variant.lowStockAt, quantity: available.get(id) ?? 0 },
  price: toDecimal(unitPrice, currency),
  ...(compareAtPrice === undefined
    ? {}
    : {
        compareAtPrice: toDecimal(compareAtPrice, currency),
        lowestPrice30Days: toDecimal(lowestPrice30Days, currency),
      }),
});
