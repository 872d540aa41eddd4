import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: an event has the same id however often it is published. */
const EVENT_NAMESPACE = '0d7f4a53-9f1e-4c80-b8c6-2a5a41f0e6d2';

/**
 * The message of categoryService's topic: a category that has a place in the tree was moved or renamed, or has a place no more.
 *
 * `treeVersion` grows with every change of the tree. Of two events about a category, the one with the higher version is right, in
 * whatever order they arrive.
 */
export const CategoryEvent = z.strictObject({
  type: z.literal('CATEGORY_CHANGED'),
  id: z.uuid(),
  version: z.literal(1),
  /** When the tree was changed. */
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.strictObject({
    categoryId: z.string().min(1),
    treeVersion: z.int().positive(),
    /** Absent if the category was deleted, or stands at the top level with nothing below it. */
    category: z.strictObject({ categoryName: z.string().min(1), parentId: z.string().min(1).optional() }).optional(),
  }),
});
export type CategoryEvent = z.infer<typeof CategoryEvent>;

/** Returns the stable id of the event that a version of the tree has for a category. */
export const categoryEventId = (categoryId: string, treeVersion: number): string =>
  uuidv5(`${categoryId}/CATEGORY_CHANGED/${treeVersion}`, EVENT_NAMESPACE);
