import { answered, deletion } from '../../shared/openapi/answered.ts';
import { deadLetterRoute } from '../../shared/openapi/deadLetters.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CategoryPatch, CreateUploadUrlBody } from '../src/category.ts';
import {
  changeCategoryRoute,
  createUploadUrlRoute,
  deleteCategoryRoute,
  getCategoryTreeRoute,
  listCategoriesRoute,
} from '../src/categoryRoutes.ts';
import * as answers from './answers.ts';

const id = '9c57f8a4-9ffb-48df-bc6f-68a0d35a23c6';
const shoesId = '4a4c9f0e-3d52-4b0b-9a3e-5f0c2f6f8b11';
const images = 'https://ecommerce-dev-category-images.s3.eu-west-1.amazonaws.com';

const fashion = { id, categoryName: 'fashion1', imageUrl: `${images}/images/${id}/fashion1.png` };
const shoes = {
  id: shoesId,
  categoryName: 'shoes',
  imageUrl: `${images}/images/${shoesId}/shoes.png`,
  parentId: id,
  position: 0,
  path: [{ id, categoryName: 'fashion1' }],
};

const categories: RouteDescription[] = [
  {
    definition: createUploadUrlRoute,
    summary: 'Create a category and request an upload URL for its image',
    description:
      'Send the file by `PUT` to the URL. The category is listed once the file has been checked (an image of one of the types, at most 5 MB), and deleted if none arrives within an hour. `image/jpg` is treated as `image/jpeg`. For admins only if the stage parameter `uploadsBy` says so.',
    example: { body: { fileName: 'fashion1.png', fileType: 'image/png', categoryName: 'fashion1' } },
    answer: answered('The URL, and the category’s id.', answers.UploadUrl, {
      uploadUrl: `${images}/uploads/${id}/fashion1.png?X-Amz-Algorithm=AWS4-HMAC-SHA256`,
      id,
    }),
  },
  {
    definition: listCategoriesRoute,
    summary: 'The categories, newest first',
    answer: {
      about: 'A page of categories.',
      schema: answers.CategoryList,
      example: [fashion],
      headers: ['X-Next-Cursor'],
    },
  },
  {
    definition: getCategoryTreeRoute,
    summary: 'The category tree',
    description:
      'Each category is followed by its descendants. Siblings are in the order of their positions, then come those without one, newest first. At most 1000 categories: all that were moved, and the newest others.',
    answer: answered('The tree.', answers.CategoryTree, { categories: [{ ...fashion, path: [] }, shoes] }),
  },
  {
    definition: changeCategoryRoute,
    summary: 'Rename or move a category',
    description:
      'Its descendants move with it. `parentId: null` moves it to the top level, `position: null` takes its position away. Products keep the category name that they were given.',
    example: { path: { id: shoesId }, body: { parentId: id, position: 0 } },
    answer: answered('The category with its place.', answers.CategoryInTree, shoes),
  },
  {
    definition: deleteCategoryRoute,
    summary: 'Delete a category and its image',
    description: 'Products that name it stay. A category with others below it is not deleted.',
    ...deletion(answers.DeletedCategory, id),
  },
];

export const description: ServiceDescription = {
  about: 'Categories, each with a name and a picture.',
  requests: { CategoryPatch, CreateUploadUrlBody },
  answers,
  groups: { Categories: categories, Operations: [deadLetterRoute] },
};
