import { publishPendingImage } from '@ecommerce/shared/pendingImages.ts';
import { uploadEventHandler } from '@ecommerce/shared/uploadEvents.ts';
import { categoryImages } from '../categoryImages.ts';

/** S3 `ObjectCreated` under `uploads/`: checks the file and gives the category its image. */
export const handler = uploadEventHandler((upload) => publishPendingImage(categoryImages, upload));
