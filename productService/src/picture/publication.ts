import type { Upload } from '@ecommerce/shared/imageUploads.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { lostApproval } from '../product/approval.ts';
import type { Product } from '../product/product.ts';
import type { ProductChange } from '../product/productChange.ts';
import { changedImages, imagesOf, type ProductImage, type WaitingImage } from '../product/productImage.ts';
import type { PublishedFiles } from './pictureFiles.ts';

/** The role of an upload for its product: published already, its first image, the one that takes the first's place, or one more. */
export type UploadRole = 'published' | 'first' | 'replacement' | 'added';

/** Returns the role of an upload; `undefined` if the product does not wait for it. */
export const roleOf = (product: Product, { id, version, fileName }: Upload): UploadRole | undefined => {
  const isSame = (image: Pick<ProductImage, 'id' | 'fileName'>) =>
    image.id === (version ?? id) && image.fileName === fileName;
  if (imagesOf(product).some(isSame)) return 'published';
  const { replacement, waitingImages = [] } = product;
  if (replacement && isSame({ id: replacement.version, fileName: replacement.fileName })) return 'replacement';
  if (waitingImages.some(isSame)) return 'added';
  return version === undefined && product.status === AWAITING_IMAGE && product.fileName === fileName
    ? 'first'
    : undefined;
};

/** Plans the write that gives a product an image it waits for. An admin has to approve it; until then the product is off sale. */
export const planPublication = (
  product: Product,
  upload: Upload,
  role: Exclude<UploadRole, 'published'>,
  files: PublishedFiles,
  now: Date,
): ProductChange => {
  const id = upload.version ?? product.id;
  const { waitingImages = [], replacement } = product;
  const { fileType, alt } = {
    fileType: product.fileType ?? '',
    alt: '',
    ...(role === 'replacement' ? { fileType: replacement?.fileType ?? '' } : {}),
    ...(role === 'added' ? waitingImages.find((image) => image.id === id) : {}),
  };
  const image = { id, fileName: upload.fileName, fileType, alt, ...files };
  const before = imagesOf(product);
  const { set, remove } = changedImages(
    product,
    role === 'replacement' ? [image, ...before.slice(1)] : [...before, image],
  );
  const approval = lostApproval(product);
  return {
    ...unkeyed(product),
    set: {
      ...set,
      ...(product.status === AWAITING_IMAGE ? { status: 'pending' } : approval.set),
      ...(role === 'added' ? { waitingImages: without(waitingImages, id) } : {}),
      updatedAt: now.toISOString(),
    },
    remove: [
      ...remove,
      ...approval.remove,
      ...(role === 'added' ? [] : ['uploadRejection', 'urlRenewedAt', 'replacement']),
    ],
    stock: { variantId: product.id, quantityChange: 0, offSale: approval.offSale },
  };
};

/** Plans the write that records why an upload was rejected. The product goes on waiting for another. */
export const planRejection = (
  product: Product,
  upload: Upload,
  role: Exclude<UploadRole, 'published'>,
  uploadRejection: string,
  now: Date,
): ProductChange => {
  const { waitingImages = [], imagesVersion = 0 } = product;
  const rejected = waitingImages.map((image) => (image.id === upload.version ? { ...image, uploadRejection } : image));
  return {
    ...unkeyed(product),
    set: {
      ...(role === 'added' ? { waitingImages: rejected, imagesVersion: imagesVersion + 1 } : { uploadRejection }),
      updatedAt: now.toISOString(),
    },
    remove: [],
    stock: { variantId: product.id, quantityChange: 0, offSale: false },
  };
};

/** The parts of a change that no request asked for, if the product still has the images, and waits for those, that it was planned for. */
const unkeyed = ({ status, fileName, imagesVersion }: Product) => ({
  expected: { status, fileName, imagesVersion },
  applied: undefined,
});

const without = (images: WaitingImage[], id: string): WaitingImage[] => images.filter((image) => image.id !== id);
