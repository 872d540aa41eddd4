import { expect } from '@jest/globals';
import { call, eventually, type ProductDetails, uploadProduct } from '../../cli/shopClient.ts';
import { account, admin, picture, platform, shoes } from './shop.ts';

/** A product in a list. */
export type Listed = { id: string; status?: string } & Record<string, unknown>;
/** A page of a list. */
export type List = { products: Listed[]; nextCursor?: string };

/** `GET` of productService, by this test file's account `name` or by anyone. */
export const get = async (path: string, name?: string) =>
  call<List>(`${platform.product}${path}`, name === undefined ? {} : { token: (await account(name)).idToken });
/** A seller's own products. */
export const mine = async (seller = 'Seller') => (await get('/my-products?limit=100', seller)).body.products;
/** An admin's decision on a product. */
export const decide = async (id: string, decision: 'approve' | 'reject', body?: unknown) =>
  call<{ code?: string; sellerMailed?: boolean }>(`${platform.product}/products/${id}/${decision}`, {
    method: 'POST',
    token: (await admin()).idToken,
    ...(body === undefined ? {} : { body }),
  });
/** Moves a product to another status, as one of this test file's sellers. */
export const move = async (id: string, to: 'submit' | 'archive' | 'restore', seller = 'Seller') =>
  call<Listed & { code?: string }>(`${platform.product}/products/${id}/${to}`, {
    method: 'POST',
    token: (await account(seller)).idToken,
  });
/** Asks for an upload URL: `shoes`, with `details` in place of theirs. */
export const offer = async (
  details: Record<string, unknown>,
  headers: Record<string, string> = {},
  seller = 'Seller',
) =>
  call<{ id: string; uploadUrl: string; code?: string }>(`${platform.product}/get-upload-url`, {
    body: { ...shoes, ...details },
    token: (await account(seller)).idToken,
    headers,
  });

/** A product whose picture has been checked and that waits for an admin. */
export const pendingProduct = async (details: Partial<ProductDetails> = {}): Promise<string> => {
  const id = await uploadProduct(platform, await account('Seller'), { ...shoes, ...details }, picture);
  await eventually(`the check of ${id}`, async () =>
    (await mine()).find((product) => product.id === id && product.status === 'pending'),
  );
  return id;
};

/** Every page of a list, to its end. */
export const allPages = async (path: string, limit: number, name?: string): Promise<Listed[][]> => {
  const pages: Listed[][] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { status, body }: { status: number; body: List } = await get(
      `${path}?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      name,
    );
    expect(status).toBe(200);
    pages.push(body.products);
    cursor = body.nextCursor;
  }
  return pages;
};

/** The ids of listed products, in their order. */
export const idsOf = (products: Listed[]) => products.map(({ id }) => id);

/** Where anyone could see a product of this category. */
export const publicPlaces = async (id: string, category: string) => {
  const lists = [`/products`, `/categories/${encodeURIComponent(category)}`];
  const seen = await Promise.all(lists.map(async (path) => idsOf((await allPages(path, 100)).flat()).includes(id)));
  const documented = (await allPages('/approve-products', 100)).flat().map((product) => Object(product.id).S);
  return [...seen, documented.includes(id), (await get(`/products/${id}`)).status === 200];
};

/** All products that wait for an admin. */
export const allPendingPages = async () => {
  const { idToken } = await admin();
  const products: Listed[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body }: { body: List } = await call(
      `${platform.product}/products/pending?limit=50${cursor && `&cursor=${cursor}`}`,
      { token: idToken },
    );
    products.push(...body.products);
    cursor = body.nextCursor;
  }
  return products;
};
