import * as z from 'zod';

/** Of `POST /upload-url`. */
export const UploadUrl = z.strictObject({
  uploadUrl: z.url().meta({ description: 'Accepts the file by `PUT` for 5 minutes, without additional headers.' }),
  id: z.uuid(),
});

export const Category = z.strictObject({ id: z.string(), categoryName: z.string(), imageUrl: z.url() });

/** Of `GET /categories`. */
export const CategoryList = z.array(Category);

/** Of `DELETE /categories/{id}`. */
export const DeletedCategory = z.strictObject({ id: z.string() });
