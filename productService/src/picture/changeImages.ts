import type { Caller } from '@ecommerce/shared/auth.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import type { Upload } from '@ecommerce/shared/imageUploads.ts';
import { applyChange, ownKey } from '../product/applyChange.ts';
import { keyedRequest } from '../product/keyedRequest.ts';
import type { DetailedProduct } from '../product/product.ts';
import { planAddition, planImageChange, planImageRemoval } from './imageChange.ts';
import type { ImagePatch, NewImage } from './imageRequests.ts';

/** The namespace of the ids of images that were added with an `Idempotency-Key`. */
const IMAGE_NAMESPACE = '0f0d6d0e-5c2a-4b0b-8f59-1d3f6f3b7a90';

/**
 * Adds an image to a seller's own product, or to any product for staff. Repeating the request with the same key adds no other one.
 *
 * @returns the upload that the product then waits for
 * @throws DomainError PRODUCT_NOT_FOUND, TOO_MANY_IMAGES, IMAGE_NOT_CHECKED, IDEMPOTENCY_KEY_REUSED
 */
export const addImage = async (
  caller: Caller,
  productId: string,
  image: NewImage,
  idempotencyKey: string | undefined,
): Promise<Required<Omit<Upload, 'bucket'>>> => {
  const key = ownKey(caller, idempotencyKey);
  const request = keyedRequest(['addImage', image], key, new Date());
  const imageId = idOfKey(key, IMAGE_NAMESPACE, productId);
  await applyChange(caller, productId, request, (product) => planAddition(product, imageId, image, request));
  return { id: productId, version: imageId, fileName: image.fileName };
};

/**
 * Changes an image of a seller's own product, or of any product for staff. Repeating the request with the same key changes nothing more.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_FOUND, IMAGE_NOT_CHECKED, IDEMPOTENCY_KEY_REUSED
 */
export const changeImage = (
  caller: Caller,
  { id, imageId }: { id: string; imageId: string },
  patch: ImagePatch,
  idempotencyKey: string | undefined,
): Promise<DetailedProduct> => {
  const request = keyedRequest([imageId, patch], ownKey(caller, idempotencyKey), new Date());
  return applyChange(caller, id, request, (product) => planImageChange(product, imageId, patch, request));
};

/**
 * Removes an image of a seller's own product, or of any product for staff.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, IMAGE_NOT_FOUND, LAST_IMAGE
 */
export const removeImage = (
  caller: Caller,
  { id, imageId }: { id: string; imageId: string },
): Promise<DetailedProduct> => {
  const request = keyedRequest(['removeImage', imageId], undefined, new Date());
  return applyChange(caller, id, request, (product) => planImageRemoval(product, imageId, request));
};
