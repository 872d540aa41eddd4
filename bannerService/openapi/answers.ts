import * as z from 'zod';
import { nextCursor } from '../../shared/openapi/answered.ts';

export { DeadLetterQueues } from '../../shared/openapi/deadLetters.ts';

/** Of `POST /upload-url`. */
export const UploadUrl = z.strictObject({
  uploadURL: z.url().meta({ description: 'Accepts the file by `PUT` for 5 minutes, without additional headers.' }),
  id: z.uuid(),
});

export const Banner = z.strictObject({ id: z.string(), imageUrl: z.url() });

/** Of `GET /banners`. */
export const BannerList = z.strictObject({ banners: z.array(Banner), nextCursor });

/** Of `DELETE /banners/{id}`. */
export const DeletedBanner = z.strictObject({ id: z.string() });
