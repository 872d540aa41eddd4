import type { OrderableProduct, ReadProducts } from '@ecommerce/shared/productFunctions.ts';
import { slugOf } from '../slug/slug.ts';
import type { Product } from './product.ts';
import { imagesOf } from './productImage.ts';
import { getProductsAndUnits } from './productStore.ts';
import { productOfVariant } from './stockStore.ts';
import { variantName, variantsOf } from './variant.ts';

/** A variant that is asked for: by its product, where that has only one. */
type Wanted = { productId: string; variantId?: string | undefined };

/**
 * Reads variants with the fields that an order needs, consistently.
 *
 * @param options.withDetails adds what discounts, shipping and taxes depend on
 * @param options.withSlug adds the end of the product's address, if it has one
 * @returns each of them, or why it cannot be ordered, in the order of `wanted`
 */
export const readOrderableProducts = async (
  wanted: Wanted[],
  { withDetails = false, withSlug = false } = {},
): Promise<ReadProducts> => {
  const { products, available } = await getProductsAndUnits(
    wanted.map(({ productId }) => productId),
    (product) =>
      wanted.filter(({ productId }) => productId === product.id).flatMap((one) => variantIn(product, one) ?? []),
  );
  return wanted.map((one) => {
    const product = products.get(one.productId);
    if (product?.status !== 'approved' || product.imageUrl === undefined) return 'notOnSale';
    const variant = variantIn(product, one);
    if (!variant) return one.variantId === undefined ? 'variantRequired' : 'notOnSale';
    const { id, productName, currency, category, taxCategory } = product;
    const { url: imageUrl = product.imageUrl } = imagesOf(product).find((image) => image.id === variant.imageId) ?? {};
    return {
      id,
      productName,
      ...(variant.id === id ? {} : { variantId: variant.id }),
      variantName: variantName(variant),
      sku: variant.sku,
      unitPrice: variant.unitPrice,
      currency,
      quantity: available.get(variant.id) ?? 0,
      imageUrl,
      ...(withSlug ? { slug: slugOf(product) } : {}),
      ...(withDetails ? { category, taxCategory, weightGrams: variant.weightGrams } : {}),
    };
  });
};

/** Reads a variant by its id alone, consistently; `undefined` unless it is on sale. */
export const readOrderableVariant = async (variantId: string): Promise<OrderableProduct | undefined> => {
  const productId = await productOfVariant(variantId);
  if (productId === undefined) return undefined;
  const [variant] = await readOrderableProducts([{ productId, variantId }]);
  return typeof variant === 'object' ? variant : undefined;
};

/** Returns the variant that is named or, without a name, the only one. */
const variantIn = (product: Product, { variantId }: Wanted) => {
  const variants = variantsOf(product);
  if (variantId !== undefined) return variants.find(({ id }) => id === variantId);
  return variants.length === 1 ? variants[0] : undefined;
};
