import type { Image } from '../parts/srcSet.ts';
import { useProductsOf } from './useProductsOf.ts';

/** A variant as the shop's cart and lists show it: with the address of its picture. */
type Shown = { productId: string; imageUrl: string | null };

/**
 * Returns what finds the picture of a variant, with its renditions; `undefined` until it is known. Products are read with one request, and
 * with all their pictures only those of which a variant has a picture of its own.
 */
export const usePictures = (shown: readonly Shown[], isEnabled: boolean): ((one: Shown) => Image | undefined) => {
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
    const pictures = [listed.get(productId)?.image, ...(detailed.get(productId)?.images ?? [])];
    return pictures.find((picture) => picture?.url === imageUrl);
  };
};
