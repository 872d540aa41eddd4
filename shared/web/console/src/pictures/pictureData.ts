import { unwrap } from '@ecommerce/client';
import type { Fields, ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';
import { isPublished, PictureRefused, uploadPicture } from './uploadPicture.ts';

const fresh = { cache: 'no-cache' } as const;
const fileOf = (picture: File) => ({ fileName: picture.name, fileType: picture.type as 'image/png' });

/** Sends the picture and waits until the list shows it. */
const publish = async (id: string, uploadUrl: string, picture: File, { list }: ResourceData) => {
  await uploadPicture(uploadUrl, picture);
  const isListed = async () => (await list?.({ limit: 20 }))?.rows.some((row) => row.id === id) ?? false;
  if (!(await isPublished(isListed))) throw new PictureRefused();
  return { id };
};

export const bannerData: ResourceData = {
  list: async (query) => {
    const { banners, nextCursor } = await unwrap(shop.banners.GET('/banners', { params: { query }, ...fresh }));
    return { rows: banners, next: nextCursor };
  },
  create: async ({ picture }: Fields) => {
    const { id, uploadURL } = await unwrap(shop.banners.POST('/upload-url', { body: fileOf(picture) }));
    return publish(id, uploadURL, picture, bannerData);
  },
  remove: (id) => unwrap(shop.banners.DELETE('/banners/{id}', { params: { path: { id } } })),
};

/** The tree on one page: each category is followed by its descendants. */
const readTree = async () => {
  const { categories } = await unwrap(shop.categories.GET('/categories/tree', fresh));
  return { rows: categories, next: undefined };
};

export const categoryData: ResourceData = {
  list: readTree,
  create: async ({ picture, categoryName }: Fields) => {
    const body = { ...fileOf(picture), categoryName };
    const { id, uploadUrl } = await unwrap(shop.categories.POST('/upload-url', { body }));
    return publish(id, uploadUrl, picture, categoryData);
  },
  update: (id, { categoryName, parentId, position }: Fields) =>
    unwrap(
      shop.categories.PATCH('/categories/{id}', {
        params: { path: { id } },
        body: { categoryName, parentId, position },
      }),
    ),
  remove: (id) => unwrap(shop.categories.DELETE('/categories/{id}', { params: { path: { id } } })),
};
