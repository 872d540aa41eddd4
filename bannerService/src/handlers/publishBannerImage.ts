import { uploadEventHandler } from '@ecommerce/shared/uploadEvents.ts';
import { publishBanner } from '../publishBanner.ts';

/** S3 `ObjectCreated` under `uploads/`: checks the file and writes the banner's row. */
export const handler = uploadEventHandler(publishBanner);
