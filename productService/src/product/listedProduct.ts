import { toDecimal } from '@ecommerce/shared/money.ts';
import { slugOf } from '../slug/slug.ts';
import type { Product } from './product.ts';
import { imagesOf, type ProductImage } from './productImage.ts';
import { optionsOf, variantsOf } from './variant.ts';

/** What lists show of a product, but for its stock. */
export type ListedProduct = ReturnType<typeof listedProduct>;

/**
 * Returns what lists show of a product, but for its stock: what the product's own row says, and anyone may see. Prices are decimals in
 * `currency`: `productPrice` is the lowest of its variants, `highestPrice` is there where they differ. `image`, the first one, and
 * `imageUrl` are absent only in a seller's own list.
 */
export const listedProduct = (product: Product) => ({
  id: product.id,
  slug: slugOf(product),
  productName: product.productName,
  productPrice: toDecimal(product.unitPrice, product.currency),
  currency: product.currency,
  description: product.description,
  category: product.category,
  imageUrl: product.imageUrl,
  image: imagesOf(product).slice(0, 1).map(publicImage)[0],
  createdAt: product.createdAt,
  ...variantSummary(product),
});

/** What a list says about variants: nothing where a product has one only, without options. */
const variantSummary = (product: Product) => {
  const variants = variantsOf(product);
  const options = optionsOf(variants);
  const highest = Math.max(...variants.map(({ unitPrice }) => unitPrice));
  return {
    ...(options.length > 0 ? { options } : {}),
    ...(highest > product.unitPrice ? { highestPrice: toDecimal(highest, product.currency) } : {}),
  };
};

/** Returns an image as anyone sees it. One that was published before there were renditions stands for each of them. */
export const publicImage = ({ id, alt, url, width, height, renditions }: ProductImage) => ({
  id,
  alt,
  url,
  width,
  height,
  renditions: renditions ?? { small: url, medium: url, large: url },
});
