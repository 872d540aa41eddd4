import { setTimeout as sleep } from 'node:timers/promises';
import { ImageRefused } from '@ecommerce/shared/images/imageLimits.ts';
import { checkUpload, deleteUpload, type Upload } from '@ecommerce/shared/imageUploads.ts';
import { log } from '@ecommerce/shared/log.ts';
import { ignoreUpload, mayBeRestored } from '@ecommerce/shared/pendingImages.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import type { Product } from '../product/product.ts';
import type { ProductChange } from '../product/productChange.ts';
import { getProduct } from '../product/productStore.ts';
import { writeChange } from '../product/productUpdateStore.ts';
import { deleteFiles, publishFiles } from './pictureFiles.ts';
import { planPublication, planRejection, roleOf, type UploadRole } from './publication.ts';
import { renderPicture } from './renderPicture.ts';

/** How often a write is planned again after another one to the product came first: all of its images may arrive at once. */
const ATTEMPTS = 20;

/** The longest wait before the next attempt, in milliseconds. */
const MAX_WAIT_MS = 100;

/**
 * Publishes an uploaded image with its renditions and gives it to its product. If the upload is rejected, the reason is recorded and the
 * product keeps waiting. The upload is deleted last, so that a retry of the event repeats whatever failed. A repeated call, or one after
 * another upload for the same image, changes nothing.
 *
 * An upload without a product is left alone: either the clean-up is about to restore the product, or the bucket's lifecycle rule deletes
 * the upload.
 */
export const publishPicture = async (upload: Upload): Promise<void> => {
  const product = await getProduct(upload.id, { consistent: true });
  const role = product && roleOf(product, upload);
  if (!role) return ignoreUpload(upload, product);
  if (role === 'published') return deleteUpload(upload);
  const check = await checkUpload(upload);
  if (check.verdict === 'gone') return;
  if (check.verdict === 'refused') return reject(upload, product, check);
  try {
    const files = await publishFiles(upload, check, renderPicture);
    const plan = (current: Product, currentRole: Exclude<UploadRole, 'published'>) =>
      planPublication(current, upload, currentRole, files, new Date());
    if ((await write(upload, product, plan)) === 'notAwaited') return await withdraw(upload, product);
    await deleteUpload(upload);
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    await reject(upload, product, { reason: error.message, etag: check.etag });
  }
};

const reject = async (
  upload: Upload,
  read: Product,
  { reason, etag }: { reason: string; etag: string },
): Promise<void> => {
  log.warn('upload rejected', { id: upload.id, reason });
  await write(upload, read, (product, role) => planRejection(product, upload, role, reason, new Date()));
  await deleteUpload(upload, etag);
};

/**
 * Makes a planned change of an upload's product. It is planned again if another write came first.
 *
 * @param read the product as it was read
 * @returns `published` if the image is there, now or since before; `notAwaited` if the product is gone or no longer waits for the upload
 */
const write = async (
  upload: Upload,
  read: Product,
  plan: (product: Product, role: Exclude<UploadRole, 'published'>) => ProductChange,
): Promise<'published' | 'notAwaited'> => {
  let product: Product | undefined = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const role = product && roleOf(product, upload);
    if (!product || !role) return 'notAwaited';
    if (role === 'published') return 'published';
    const { updated } = await writeChange(product, plan(product, role));
    if (updated) return 'published';
    await sleep(Math.random() * MAX_WAIT_MS);
    product = await getProduct(upload.id, { consistent: true });
  }
  throw new Error(`Other writes to the product ${upload.id} came first each time.`);
};

/**
 * Deletes the files of an image whose product was deleted, or no longer waits for it. If the clean-up may have deleted the product, nothing
 * is done: the clean-up restores it if it finds the upload.
 */
const withdraw = async (upload: Upload, before: Product): Promise<void> => {
  log.warn('product deleted or changed before its image was set', { id: upload.id });
  const product = await getProduct(upload.id, { consistent: true });
  if (!product && before.status === AWAITING_IMAGE && mayBeRestored(before)) return;
  await deleteFiles(upload);
  if (product) await deleteUpload(upload);
};
