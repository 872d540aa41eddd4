import { DomainError } from '@ecommerce/shared/errors.ts';
import { AWAITING_IMAGE, IMAGE_DEADLINE_MS } from '@ecommerce/shared/rowAwaitingImage.ts';
import { lostApproval } from '../product/approval.ts';
import { appliedBy, type KeyedRequest } from '../product/keyedRequest.ts';
import type { Product } from '../product/product.ts';
import type { ProductChange } from '../product/productChange.ts';
import { changedImages, imagesOf, MAX_IMAGES, type WaitingImage } from '../product/productImage.ts';
import { changedVariants, variantsOf } from '../product/variant.ts';
import type { ImagePatch, NewImage } from './imageRequests.ts';

/**
 * Plans the write by which a product waits for one more image; `undefined` if it has the image, or waits for it, already. Images that were
 * not uploaded within an hour are no longer waited for.
 *
 * @throws DomainError TOO_MANY_IMAGES, IMAGE_NOT_CHECKED before the product's first image
 */
export const planAddition = (
  product: Product,
  imageId: string,
  { fileName, fileType, alt = '' }: NewImage,
  request: KeyedRequest,
): ProductChange | undefined => {
  if (product.status === AWAITING_IMAGE) {
    throw new DomainError('IMAGE_NOT_CHECKED', 'Upload the product’s first image before you add others.');
  }
  const images = imagesOf(product);
  const waiting = awaitedImages(product, request.now);
  if ([...images, ...waiting].some(({ id }) => id === imageId)) return undefined;
  if (images.length + waiting.length >= MAX_IMAGES) {
    throw new DomainError('TOO_MANY_IMAGES', `A product has at most ${MAX_IMAGES} images.`);
  }
  const image = { id: imageId, fileName, fileType, alt, requestedAt: request.now.toISOString() };
  return changeOf(product, request, {
    set: { waitingImages: [...waiting, image], ...nextVersion(product) },
  });
};

/**
 * Plans the write that changes what is said about an image, or its place; `undefined` if nothing changes. A changed text has to be approved.
 *
 * @throws DomainError IMAGE_NOT_FOUND, IMAGE_NOT_CHECKED for the place of an image that has not arrived
 */
export const planImageChange = (
  product: Product,
  imageId: string,
  { alt, position }: ImagePatch,
  request: KeyedRequest,
): ProductChange | undefined => {
  const images = imagesOf(product);
  const image = images.find(({ id }) => id === imageId);
  if (!image) return planWaitingChange(product, imageId, { alt, position }, request);
  const others = images.filter(({ id }) => id !== imageId);
  const index = position === undefined ? images.indexOf(image) : Math.min(position, images.length) - 1;
  const changed = { ...image, alt: alt ?? image.alt };
  const textChanged = changed.alt !== image.alt;
  if (!textChanged && images[index] === image) return undefined;
  const { set, remove } = changedImages(product, others.toSpliced(index, 0, changed));
  return changeOf(product, request, { set, remove, textChanged });
};

const planWaitingChange = (
  product: Product,
  imageId: string,
  { alt, position }: ImagePatch,
  request: KeyedRequest,
): ProductChange | undefined => {
  const waiting = product.waitingImages ?? [];
  const image = waiting.find(({ id }) => id === imageId);
  if (!image) throw imageNotFound();
  if (position !== undefined) {
    throw new DomainError('IMAGE_NOT_CHECKED', 'Upload the image before you give it a place.');
  }
  if (alt === undefined || alt === image.alt) return undefined;
  const waitingImages = waiting.map((one) => (one === image ? { ...one, alt } : one));
  return changeOf(product, request, { set: { waitingImages, ...nextVersion(product) } });
};

/**
 * Plans the write that removes an image, from the variants that show it as well. The next one then is the first. An image that was not
 * uploaded yet is no longer waited for.
 *
 * @throws DomainError IMAGE_NOT_FOUND, LAST_IMAGE
 */
export const planImageRemoval = (product: Product, imageId: string, request: KeyedRequest): ProductChange => {
  const images = imagesOf(product);
  if (!images.some(({ id }) => id === imageId)) {
    const waiting = product.waitingImages ?? [];
    const waitingImages = waiting.filter(({ id }) => id !== imageId);
    if (waitingImages.length === waiting.length) throw imageNotFound();
    return changeOf(product, request, { set: { waitingImages, ...nextVersion(product) } });
  }
  const { set, remove } = changedImages(
    product,
    images.filter(({ id }) => id !== imageId),
  );
  return changeOf(product, request, { set: { ...set, ...variantsWithout(product, imageId) }, remove });
};

/** Returns the attributes of a row whose variants no longer show an image; none if none of them does. */
const variantsWithout = (product: Product, imageId: string): Record<string, unknown> => {
  if (!product.variants?.some((variant) => variant.imageId === imageId)) return {};
  return changedVariants(
    product,
    product.variants.map(({ imageId: shown, ...variant }) =>
      shown === undefined || shown === imageId ? variant : { ...variant, imageId: shown },
    ),
  );
};

/** An order of some of a product's images, and which variants are to show which image. */
export type ImageArrangement = { order: string[]; shown: ReadonlyMap<string, string> };

/**
 * Plans the write that brings some of a product's images into an order, in the places that they have together, and has variants show them;
 * `undefined` if nothing changes. Images that the product does not have are passed over.
 */
export const planArrangement = (
  product: Product,
  { order, shown }: ImageArrangement,
  request: KeyedRequest,
): ProductChange | undefined => {
  const images = imagesOf(product);
  const ordered = order.flatMap((id) => images.find((image) => image.id === id) ?? []).values();
  const arranged = images.map((image) => (order.includes(image.id) ? (ordered.next().value ?? image) : image));
  const before = variantsOf(product);
  const variants = before.map((variant) => {
    const imageId = shown.get(variant.id);
    return imageId === variant.imageId || !images.some(({ id }) => id === imageId) ? variant : { ...variant, imageId };
  });
  const isMoved = arranged.some((image, index) => image !== images[index]);
  const isShown = variants.some((variant, index) => variant !== before[index]);
  if (!isMoved && !isShown) return undefined;
  const moved = isMoved ? changedImages(product, arranged) : { set: {}, remove: [] };
  return changeOf(product, request, {
    set: { ...moved.set, ...(isShown ? changedVariants(product, variants) : {}) },
    remove: [...moved.remove, ...(isShown && !product.variants ? ['priorPrices'] : [])],
  });
};

const changeOf = (
  product: Product,
  request: KeyedRequest,
  { set, remove = [], textChanged = false }: { set: Record<string, unknown>; remove?: string[]; textChanged?: boolean },
): ProductChange => {
  const approval = lostApproval(product, { needed: textChanged });
  return {
    set: { ...set, ...approval.set, updatedAt: request.now.toISOString() },
    remove: [...remove, ...approval.remove],
    expected: {
      status: product.status,
      imageUrl: product.imageUrl,
      imagesVersion: product.imagesVersion,
      variantsVersion: product.variantsVersion,
    },
    stock: { variantId: product.id, quantityChange: 0, offSale: approval.offSale },
    applied: appliedBy(product, request),
  };
};

const nextVersion = ({ imagesVersion = 0 }: Product) => ({ imagesVersion: imagesVersion + 1 });

/** Returns the images that a product still waits for: not those that did not come within an hour. */
export const awaitedImages = ({ waitingImages = [] }: Product, now: Date): WaitingImage[] =>
  waitingImages.filter(({ requestedAt }) => now.getTime() - Date.parse(requestedAt) < IMAGE_DEADLINE_MS);

const imageNotFound = () => new DomainError('IMAGE_NOT_FOUND', 'The product has no such image.');
