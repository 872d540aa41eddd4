import * as z from 'zod';

export { DeadLetterQueues } from '../../shared/openapi/deadLetters.ts';

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

const Ancestor = z.strictObject({ id: z.string(), categoryName: z.string() });

/** Of `PATCH /categories/{id}`. */
export const CategoryInTree = Category.extend({
  parentId: z.string().optional().meta({ description: 'Absent at the top level.' }),
  position: z.int().optional().meta({ description: 'Its order among its siblings, if it has one.' }),
  path: z.array(Ancestor).max(5).meta({ description: 'Its ancestors, from the top level down.' }),
});

/** Of `GET /categories/tree`. */
export const CategoryTree = z.strictObject({ categories: z.array(CategoryInTree).max(1000) });
