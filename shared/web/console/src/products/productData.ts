import { type Schemas, unwrap } from '@ecommerce/client';
import { uploadPicture } from '../pictures/uploadPicture.ts';
import type { ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

export const productData: ResourceData = {
  /** Lists what is on sale; with a status all products that have it, for which there is no search. */
  list: async ({ status, q, category, ...page }) => {
    if (status !== undefined) {
      const query = { ...page, status: status as Status };
      const { products, nextCursor } = await unwrap(shop.products.GET('/admin/products', { params: { query } }));
      return { rows: products, next: nextCursor };
    }
    const query = {
      ...page,
      ...(q !== undefined && { q: String(q) }),
      ...(category !== undefined && { category: String(category) }),
    };
    const { products, nextCursor } = await unwrap(
      shop.products.GET('/products', { params: { query }, cache: 'no-cache' }),
    );
    return { rows: products, next: nextCursor };
  },
  /** Staff see any product, also one that is not on sale. */
  read: (id) => unwrap(shop.products.GET('/my-products/{id}', { params: { path: { id } } })),
  /** Offers a product, which waits for its approval; without a picture it is a draft. */
  create: async ({ picture, ...fields }) => {
    if (!picture) return unwrap(shop.products.POST('/products', { body: fields as NewProduct }));
    const { id, uploadUrl } = await unwrap(
      shop.products.POST('/get-upload-url', {
        body: { ...(fields as NewProduct), fileName: picture.name, fileType: picture.type },
      }),
    );
    await uploadPicture(uploadUrl, picture);
    return { id, ...fields };
  },
  remove: (id) => unwrap(shop.products.DELETE('/products/{id}', { params: { path: { id } } })),
};

type Status = Schemas['products']['OwnProduct']['status'];

type NewProduct = {
  productName: string;
  productPrice: number;
  description: string;
  quantity: number;
  category: string;
};
