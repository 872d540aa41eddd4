import { singleLineText } from '@ecommerce/shared/texts.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';
import { MAX_IMAGES } from '../product/productImage.ts';

/** What an image shows. It may be empty: a decoration. */
export const Alt = z.union([z.literal(''), singleLineText(500)]).meta({
  description: 'What the image shows, for those who do not see it. At most 500 characters.',
});

/** Body of `POST /products/{id}/images`. */
export const NewImageBody = UploadFields.extend({ alt: Alt.optional() });
export type NewImage = z.output<typeof NewImageBody>;

/** Body of `PATCH /products/{id}/images/{imageId}`: any of the fields. */
export const PatchImageBody = z
  .strictObject({
    alt: Alt,
    /** Where the image goes: 1 is the first. */
    position: z.int().min(1).max(MAX_IMAGES),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must hold at least one field');
export type ImagePatch = z.output<typeof PatchImageBody>;

/** Path of an image's routes. */
export const ImagePath = z.object({ id: z.string().max(128), imageId: z.string().max(128) });
