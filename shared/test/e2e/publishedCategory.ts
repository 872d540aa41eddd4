import { call, eventually } from '../../cli/shopClient.ts';
import { picture, platform, put } from './shop.ts';

/** Makes a category with its picture, and returns its id. */
export const publishedCategory = async (categoryName: string): Promise<string> => {
  const { body } = await call<{ id: string; uploadUrl: string }>(`${platform.category}/upload-url`, {
    body: { fileName: 'a.png', fileType: 'image/png', categoryName },
  });
  await put(body.uploadUrl, picture);
  return eventually('the category', async () => {
    const list = await call<{ id: string }[]>(`${platform.category}/categories`);
    return list.body.find(({ id }) => id === body.id)?.id;
  });
};
