import * as z from 'zod';

/**
 * What is read of categoryService's event about a category. Other fields are ignored, so that categoryService may add some and be deployed
 * first. Without `category` it has no place in the tree.
 */
export const CategoryChange = z.object({
  type: z.literal('CATEGORY_CHANGED'),
  data: z.object({
    categoryId: z.string().min(1),
    treeVersion: z.int().positive(),
    category: z.object({ categoryName: z.string().min(1), parentId: z.string().min(1).optional() }).optional(),
  }),
});
export type CategoryChange = z.infer<typeof CategoryChange>;
