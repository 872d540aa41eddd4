import { uploadEventHandler } from '@ecommerce/shared/uploadEvents.ts';
import { publishPicture } from '../picture/publishPicture.ts';

/** S3 `ObjectCreated` under `uploads/`: checks the file and gives the product its image; an admin may decide on it then. */
export const handler = uploadEventHandler(publishPicture);
