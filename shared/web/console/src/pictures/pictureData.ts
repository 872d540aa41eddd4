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

export const categoryData: ResourceData = {
  list: async (query) => {
    const { data, error, response } = await shop.categories.GET('/categories', { params: { query }, ...fresh });
    const rows = await unwrap(Promise.resolve(error ? { error, response } : { data, response }));
    return { rows, next: response.headers.get('x-next-cursor') ?? undefined };
  },
  create: async ({ picture, categoryName }: Fields) => {
    const body = { ...fileOf(picture), categoryName };
    const { id, uploadUrl } = await unwrap(shop.categories.POST('/upload-url', { body }));
    return publish(id, uploadUrl, picture, categoryData);
  },
  remove: (id) => unwrap(shop.categories.DELETE('/categories/{id}', { params: { path: { id } } })),
};
