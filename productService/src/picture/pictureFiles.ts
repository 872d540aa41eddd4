import type { ImageType } from '@ecommerce/shared/images/imageTypes.ts';
import {
  deleteObject,
  imageKey,
  originalKey,
  publicUrl,
  putImage,
  readImage,
  type Upload,
} from '@ecommerce/shared/imageUploads.ts';
import type { Product } from '../product/product.ts';
import { imagesOf, type ProductImage, RENDITION_NAMES, type RenditionName, uploadOf } from '../product/productImage.ts';
import type { RenderedPicture } from './renderPicture.ts';

/** What a product's row says about the files of an image. */
export type PublishedFiles = Required<Pick<ProductImage, 'url' | 'width' | 'height' | 'renditions'>>;

type CheckedFile = { type: ImageType; bytes: Buffer; original: Buffer };

/** Returns the public key of a rendition. It contains the file's name too: a first image may be asked for under another name. */
const renditionKey = ({ id, version, fileName }: Upload, name: RenditionName): string =>
  ['images', id, 'renditions', ...(version === undefined ? [] : [version]), fileName, `${name}.webp`].join('/');

/**
 * Writes a picture, its renditions, and the file as it was sent, which stays private. What is there already stays: all files of an image
 * come from the file that was published first, even if another one was uploaded in between.
 */
export const publishFiles = async (
  upload: Upload,
  file: CheckedFile,
  render: (image: { type: ImageType; bytes: Buffer }) => Promise<RenderedPicture>,
): Promise<PublishedFiles> => {
  const { bucket } = upload;
  let picture = await render(file);
  const isNew = await putImage(bucket, imageKey(upload), picture);
  const published = isNew ? undefined : await readImage(bucket, imageKey(upload));
  const isOther = published !== undefined && !published.equals(picture.bytes);
  if (isOther) picture = await render({ type: picture.type, bytes: published });
  const { renditions, width, height } = picture;
  await Promise.all([
    ...RENDITION_NAMES.map((name) =>
      putImage(bucket, renditionKey(upload, name), { type: 'image/webp', bytes: renditions[name] }),
    ),
    ...(isOther ? [] : [putImage(bucket, originalKey(upload), { type: file.type, bytes: file.original })]),
  ]);
  const urls = RENDITION_NAMES.map(
    async (name) => [name, await publicUrl(bucket, renditionKey(upload, name))] as const,
  );
  return {
    url: await publicUrl(bucket, imageKey(upload)),
    width,
    height,
    renditions: Object.fromEntries(await Promise.all(urls)) as PublishedFiles['renditions'],
  };
};

/** Deletes all files of an image. Idempotent. */
export const deleteFiles = async (upload: Upload): Promise<void> => {
  const renditions = RENDITION_NAMES.map((name) => renditionKey(upload, name));
  const keys = [imageKey(upload), ...renditions, originalKey(upload)];
  await Promise.all(keys.map((key) => deleteObject(upload.bucket, key)));
};

/** Deletes all files of a product's image. Idempotent. */
export const deleteImageFiles = (bucket: string, productId: string, image: ProductImage): Promise<void> =>
  deleteFiles({ bucket, ...uploadOf(productId, image) });

/** Deletes the files of a product's images as they were sent. What is published stays. Idempotent. */
export const deleteOriginals = async (bucket: string, product: Product): Promise<void> => {
  const uploads = imagesOf(product).map((image) => ({ bucket, ...uploadOf(product.id, image) }));
  await Promise.all(uploads.map((upload) => deleteObject(bucket, originalKey(upload))));
};
