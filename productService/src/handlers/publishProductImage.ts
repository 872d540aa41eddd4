import { publishPendingImage } from '@ecommerce/shared/pendingImages.ts';
import { uploadEventHandler } from '@ecommerce/shared/uploadEvents.ts';
import { productImages } from '../offer/productImages.ts';

/** S3 `ObjectCreated` under `uploads/`: checks the file and gives the product its image; an admin may decide on it then. */
export const handler = uploadEventHandler((upload) => publishPendingImage(productImages, upload));
