import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { AWAITING_IMAGE, type RowAwaitingImage } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName } from '@ecommerce/shared/texts.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';

/** Query of `GET /categories`. */
export const ListCategoriesQuery = z.strictObject(pageParameters(100));

/** Body of `POST /upload-url`. */
export const CreateUploadUrlBody = UploadFields.extend({ categoryName: CategoryName });

/** The highest `position` of a category among its siblings. */
const MAX_POSITION = 9999;

/** Body of `PATCH /categories/{id}`; `null` moves to the top level, or takes the position away. */
export const CategoryPatch = z
  .strictObject({
    categoryName: CategoryName,
    parentId: z.string().min(1).max(128).nullable(),
    position: z.int().min(0).max(MAX_POSITION).nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must hold at least one field');

export type CategoryPatch = z.output<typeof CategoryPatch>;

/**
 * A category's row, written when its upload URL is requested (`awaitingImage`) and listed once it has its image (`published`). Two
 * categories may have the same name: to change a category's image, create it again and then delete the old one.
 */
export type Category = RowAwaitingImage & { categoryName: string; status: 'awaitingImage' | 'published' };
export type PublishedCategory = Category & { status: 'published'; imageUrl: string };

type Request = { id: string; categoryName: string; fileName: string; now: Date };

/** Creates the row of a new category, which waits for its image. */
export const newCategory = ({ id, categoryName, fileName, now }: Request): Category => ({
  id,
  categoryName,
  fileName,
  status: AWAITING_IMAGE,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});
