import { answered, deletion } from '../../shared/openapi/answered.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CreateUploadUrlBody } from '../src/category.ts';
import { createUploadUrlRoute, deleteCategoryRoute, listCategoriesRoute } from '../src/categoryRoutes.ts';
import * as answers from './answers.ts';

const id = '9c57f8a4-9ffb-48df-bc6f-68a0d35a23c6';
const images = 'https://ecommerce-dev-category-images.s3.eu-west-1.amazonaws.com';

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
      example: [{ id, categoryName: 'fashion1', imageUrl: `${images}/images/${id}/fashion1.png` }],
      headers: ['X-Next-Cursor'],
    },
  },
  {
    definition: deleteCategoryRoute,
    summary: 'Delete a category and its image',
    description: 'Products that name it stay.',
    ...deletion(answers.DeletedCategory, id),
  },
];

export const description: ServiceDescription = {
  about: 'Categories, each with a name and a picture.',
  requests: { CreateUploadUrlBody },
  answers,
  groups: { Categories: categories },
};
