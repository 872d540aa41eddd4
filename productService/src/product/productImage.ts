import { DomainError } from '@ecommerce/shared/errors.ts';
import type { Upload } from '@ecommerce/shared/imageUploads.ts';
import type { Product } from './product.ts';

/** The most images of a product. */
export const MAX_IMAGES = 10;

/** The longest side of each rendition, in pixels. */
export const RENDITION_SIDES = { small: 200, medium: 600, large: 1200 } as const;

export type RenditionName = keyof typeof RENDITION_SIDES;
export const RENDITION_NAMES = Object.keys(RENDITION_SIDES) as RenditionName[];

/** A published image of a product. */
export type ProductImage = {
  /** The product's id for its first upload; otherwise a UUID, which is the version in its upload's key. */
  id: string;
  fileName: string;
  fileType: string;
  /** What it shows, for those who do not see it; empty if nobody has said. */
  alt: string;
  url: string;
  /** Absent of an image that was published before there were renditions, as `renditions`. */
  width?: number;
  height?: number;
  renditions?: Record<RenditionName, string>;
};

/** An image that has not been uploaded and checked yet. */
export type WaitingImage = Pick<ProductImage, 'id' | 'fileName' | 'fileType' | 'alt'> & {
  /** ISO 8601. */
  requestedAt: string;
  /** Why the last upload was rejected. */
  uploadRejection?: string;
};

type WithImages = Pick<Product, 'id' | 'fileName' | 'fileType' | 'images' | 'imageUrl' | 'imageVersion'>;

/** Returns a product's published images, in order. */
export const imagesOf = ({
  id,
  fileName = '',
  fileType = '',
  images,
  imageUrl,
  imageVersion,
}: WithImages): ProductImage[] =>
  images ?? (imageUrl === undefined ? [] : [{ id: imageVersion ?? id, fileName, fileType, alt: '', url: imageUrl }]);

/** Returns the upload that an image of a product was, or will be. */
export const uploadOf = (
  productId: string,
  { id, fileName }: Pick<ProductImage, 'id' | 'fileName'>,
): Omit<Upload, 'bucket'> => ({ id: productId, fileName, ...(id === productId ? {} : { version: id }) });

/**
 * Returns the attributes of a product's row that change with its images: those of the first are also the product's own.
 *
 * @throws DomainError LAST_IMAGE
 */
export const changedImages = ({ imagesVersion = 0 }: Pick<Product, 'imagesVersion'>, images: ProductImage[]) => {
  const [first] = images;
  if (!first) throw new DomainError('LAST_IMAGE', 'It is the product’s only image: upload another one first.');
  return {
    set: {
      images,
      imagesVersion: imagesVersion + 1,
      imageUrl: first.url,
      fileName: first.fileName,
      fileType: first.fileType,
    },
    remove: ['imageVersion'],
  };
};
