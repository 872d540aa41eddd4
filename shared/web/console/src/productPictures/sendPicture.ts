import { unwrap } from '@ecommerce/client';
import { uploadPicture } from '../pictures/uploadPicture.ts';
import { shop } from '../shop.ts';

const fileOf = (file: File) => ({ fileName: file.name, fileType: file.type as 'image/png' });

/** Sends the first picture of an offered product: its own upload was never finished or was refused. */
export const sendFirstPicture = async (id: string, file: File): Promise<void> => {
  const { uploadUrl } = await unwrap(
    shop.products.PATCH('/products/{id}', { params: { path: { id } }, body: fileOf(file) }),
  );
  if (uploadUrl !== undefined) await uploadPicture(uploadUrl, file);
};

/** Sends one more picture. If the file does not arrive, the product does not go on waiting for it. */
export const sendPicture = async (id: string, file: File): Promise<void> => {
  const params = { path: { id } };
  const { id: imageId, uploadUrl } = await unwrap(
    shop.products.POST('/products/{id}/images', { params, body: fileOf(file) }),
  );
  try {
    await uploadPicture(uploadUrl, file);
  } catch (error) {
    await shop.products.DELETE('/products/{id}/images/{imageId}', { params: { path: { id, imageId } } });
    throw error;
  }
};
