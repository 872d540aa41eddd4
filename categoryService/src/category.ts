import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { UploadFields } from '@ecommerce/shared/imageUploads.ts';
import { AWAITING_IMAGE, type RowAwaitingImage } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** Query of `GET /categories`. */
export const ListCategoriesQuery = z.strictObject(pageParameters(100));

/** Body of `POST /upload-url`. */
export const CreateUploadUrlBody = UploadFields.extend({ categoryName: CategoryName });

/**
 * A category is written when its upload URL is asked for (`awaitingImage`) and listed once its image is there (`published`).
 * Two categories may have the same name: whoever changes a category's image creates it anew and then deletes the old one.
 */
export type Category = RowAwaitingImage & { categoryName: string; status: 'awaitingImage' | 'published' };
export type PublishedCategory = Category & { status: 'published'; imageUrl: string };

type Request = { id: string; categoryName: string; fileName: string; now: Date };

/** The category that an upload URL is given out for. */
export const newCategory = ({ id, categoryName, fileName, now }: Request): Category => ({
  id,
  categoryName,
  fileName,
  status: AWAITING_IMAGE,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});
