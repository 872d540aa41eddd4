import type { Product } from '../src/product/product.ts';

/** Body of `POST /get-upload-url` that is all right. */
export const offer = {
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: 'Running shoes',
  productPrice: 49.99,
  description: 'Light, orange,\nfast',
  quantity: 40,
  category: 'shoes',
};

/** A product on sale, or what a test makes of it. */
export const product = (more: Partial<Product> = {}): Product & { fileName: string } => ({
  id: 'b1c7a3a0-5df0-4d0a-9d0c-3a8a5f1d2e01',
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: 'Running shoes',
  unitPrice: 4999,
  currency: 'EUR',
  description: 'Light, orange,\nfast',
  category: 'shoes',
  approvedCategory: 'shoes',
  imageUrl: 'https://images.example/images/1/shoes.png',
  status: 'approved',
  sellerId: 'ann',
  email: 'ann@example.com',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T01:00:00.000Z',
  ...more,
});

/** The same before its image has arrived. */
export const waitingProduct = (more: Partial<Product> = {}): Product & { fileName: string } => {
  const { imageUrl: _image, approvedCategory: _category, ...waiting } = product({ status: 'awaitingImage' });
  return { ...waiting, ...more };
};

const imageUrl = 'https://images.example/images/1/shoes.png';

/** What anyone sees of `product()`. */
export const publicView = {
  id: product().id,
  productName: 'Running shoes',
  productPrice: 49.99,
  currency: 'EUR',
  description: 'Light, orange,\nfast',
  quantity: 40,
  category: 'shoes',
  imageUrl,
  image: {
    id: product().id,
    alt: '',
    url: imageUrl,
    renditions: { small: imageUrl, medium: imageUrl, large: imageUrl },
  },
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** What a BatchGetItem finds of products, with their stock. */
export const found = (products: Product[], available = 40) => ({
  Responses: { Products: products, Stock: products.map(({ id }) => ({ variantId: id, available })) },
});
