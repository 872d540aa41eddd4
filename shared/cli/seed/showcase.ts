import { setTimeout as sleep } from 'node:timers/promises';
import { assortments } from './assortment.ts';
import { BANNERS } from './inventory.ts';
import { RequestError, upload } from './persistence.ts';
import { bannerPicture, categoryPicture } from './pictures.ts';
import { allPages, bodyOf, type Shop, sendAsSeller } from './sellerApi.ts';

/** Adds categories and banners. The API accepts duplicates, so existing ones are looked up first. */

/** A listed category or banner, recognised by the file name of its picture. */
type Listed = { id: string; imageUrl: string; categoryName?: string };
type Wanted = { fileName: string; body: Record<string, string>; draw: () => Buffer<ArrayBuffer> };
type Showcase = {
  name: string;
  url: string;
  wanted: Wanted[];
  list: (shop: Shop) => Promise<Listed[]>;
  isThere: (listed: Listed, wanted: Wanted) => boolean;
};

/** How long a picture may take from upload until it is listed, in seconds. */
const LISTED_SECONDS = 60;

const fileNameOf = ({ imageUrl }: Listed): string => decodeURIComponent(imageUrl.slice(imageUrl.lastIndexOf('/') + 1));

const categories = ({ platform }: Shop): Showcase => ({
  name: 'categories',
  url: `${platform.category}/upload-url`,
  wanted: assortments.map((assortment) => ({
    fileName: `seed-${assortment.fileName}`,
    body: { categoryName: assortment.name },
    draw: () => categoryPicture(assortment),
  })),
  list: (shop) =>
    allPages<Listed[], Listed>(shop, `${platform.category}/categories`, ({ body, headers }) => ({
      items: body,
      next: headers.get('x-next-cursor'),
    })),
  isThere: ({ categoryName }, { body }) => categoryName === body.categoryName,
});

const banners = ({ platform }: Shop): Showcase => ({
  name: 'banners',
  url: `${platform.banner}/upload-url`,
  wanted: Array.from({ length: BANNERS }, (_, i) => ({
    fileName: `seed-banner-${i + 1}.png`,
    body: {},
    draw: () => bannerPicture(i + 1),
  })),
  list: (shop) =>
    allPages<{ banners: Listed[]; nextCursor?: string }, Listed>(shop, `${platform.banner}/banners`, ({ body }) => ({
      items: body.banners,
      next: body.nextCursor,
    })),
  isThere: (listed, { fileName }) => fileNameOf(listed) === fileName,
});

const add = async (shop: Shop, { url, name }: Showcase, { fileName, body, draw }: Wanted): Promise<void> => {
  const reply = await sendAsSeller<{ uploadUrl?: string; uploadURL?: string }>(shop, url, {
    body: { ...body, fileName, fileType: 'image/png' },
  });
  const { uploadUrl, uploadURL = uploadUrl ?? '' } = bodyOf(name, reply);
  await upload(uploadURL, draw(), shop.stop);
};

/** Waits until everything wanted is listed. Returns the list. */
const untilListed = async (shop: Shop, showcase: Showcase): Promise<Listed[]> => {
  for (const end = Date.now() + LISTED_SECONDS * 1000; ; ) {
    const listed = await showcase.list(shop);
    if (showcase.wanted.every((one) => listed.some((entry) => showcase.isThere(entry, one)))) return listed;
    if (Date.now() > end) throw new RequestError(`The ${showcase.name} are not listed after ${LISTED_SECONDS} s.`);
    await sleep(250, undefined, { signal: shop.stop });
  }
};

/** Removes duplicates from interrupted runs; the oldest stays. */
const removeDoubles = async (shop: Shop, { name, url, wanted }: Showcase, listed: Listed[]): Promise<void> => {
  for (const { fileName } of wanted) {
    const [, ...doubles] = listed.filter((entry) => fileNameOf(entry) === fileName).reverse();
    for (const { id } of doubles) {
      await sendAsSeller(shop, `${url.replace('upload-url', name)}/${id}`, { method: 'DELETE' });
    }
  }
};

const fill = async (shop: Shop, showcase: Showcase): Promise<{ name: string; added: number; there: number }> => {
  const listed = await showcase.list(shop);
  const missing = showcase.wanted.filter((one) => !listed.some((entry) => showcase.isThere(entry, one)));
  for (const one of missing) await add(shop, showcase, one);
  await removeDoubles(shop, showcase, missing.length > 0 ? await untilListed(shop, showcase) : listed);
  return { name: showcase.name, added: missing.length, there: showcase.wanted.length - missing.length };
};

/** Adds missing categories and banners and waits until they are listed. Returns how many were added. */
export const fillShowcase = async (shop: Shop) => [await fill(shop, categories(shop)), await fill(shop, banners(shop))];
