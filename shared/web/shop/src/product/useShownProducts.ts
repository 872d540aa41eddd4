import type { Image } from '../parts/srcSet.ts';
import { useProductsOf } from './useProductsOf.ts';

/** A variant as the shop's cart and lists show it: with the address of its picture. */
type Shown = { productId: string; imageUrl: string | null };

/** What is read of a variant's product: the picture with its renditions, and the end of its address. Absent until it is known. */
type Found = { image: Image | undefined; slug: string | undefined };

/**
 * Returns what finds the picture of a variant and the address of its product. Products are read with one request, and with all their
 * pictures only those of which a variant has a picture of its own.
 */
export const useShownProducts = (shown: readonly Shown[], isEnabled: boolean): ((one: Shown) => Found) => {
  const sold = shown.filter(({ imageUrl }) => imageUrl !== null);
  const { listed } = useProductsOf(
    sold.map(({ productId: id }) => ({ id })),
    isEnabled,
  );
  const hasOwn = ({ productId, imageUrl }: Shown) => {
    const first = listed.get(productId)?.image;
    return first !== undefined && first.url !== imageUrl;
  };
  const { detailed } = useProductsOf(
    sold.filter(hasOwn).map(({ productId: id }) => ({ id, variantId: id })),
    isEnabled,
  );
  return ({ productId, imageUrl }) => {
    const product = listed.get(productId);
    const pictures = [product?.image, ...(detailed.get(productId)?.images ?? [])];
    return { image: pictures.find((picture) => picture?.url === imageUrl), slug: product?.slug };
  };
};
