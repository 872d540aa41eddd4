/** A product at each point of its way, for the document's examples. */

const images = 'https://ecommerce-dev-product-images.s3.eu-west-1.amazonaws.com';

export const id = 'faaebaca-a48c-4417-aced-365ea474bf3d';
export const uploadUrl = `${images}/uploads/${id}/shoes.png?X-Amz-Algorithm=AWS4-HMAC-SHA256`;

export const offer = {
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: 'Gucci running shoes',
  productPrice: 49.99,
  description: 'Light, orange, fast',
  quantity: 40,
  category: 'shoes',
};

const imageAt = (key: string) => ({
  url: `${images}/images/${id}/${key}`,
  renditions: Object.fromEntries(
    ['small', 'medium', 'large'].map((name) => [name, `${images}/images/${id}/renditions/${key}/${name}.webp`]),
  ),
});

const firstImage = { id, alt: 'An orange running shoe', width: 1600, height: 1200, ...imageAt('shoes.png') };

export const product = {
  id,
  slug: 'gucci-running-shoes',
  productName: offer.productName,
  productPrice: offer.productPrice,
  currency: 'EUR',
  description: offer.description,
  quantity: offer.quantity,
  category: offer.category,
  imageUrl: firstImage.url,
  image: firstImage,
  createdAt: '2026-11-21T07:59:19.264Z',
};

export const variant = {
  options: { Size: '42' },
  price: 54.99,
  compareAtPrice: 69.99,
  sku: 'SHOE-42',
  barcode: '4006381333931',
  weightGrams: 640,
  quantity: 12,
};

const secondImage = '6f0e7a52-1d3c-4b6a-8a0e-9c5c1f0c7d22';

export const detailedProduct = {
  ...product,
  status: 'approved',
  highestPrice: 54.99,
  options: [{ name: 'Size', values: ['41', '42'] }],
  variants: [
    { id, options: { Size: '41' }, price: 49.99, sku: 'SHOE-41', quantity: 28 },
    { id: '0d3f6f52-6c3e-4a6c-9a0e-1c5c1f0c7d10', ...variant, lowestPrice30Days: 64.99 },
  ],
  images: [
    firstImage,
    { id: secondImage, alt: 'The sole', width: 2400, height: 1600, ...imageAt(`${secondImage}/sole.jpg`) },
  ],
  attributes: { Material: 'mesh' },
};

export const ownDetailedProduct = { ...detailedProduct, isApproved: true, awaitedImages: [] };

export const ownProduct = { ...product, status: 'approved', isApproved: true };

const { fileName: _name, fileType: _type, ...fields } = offer;
export const draftFields = { ...fields, attributes: { Material: 'mesh' } };

export const draft = {
  ...fields,
  id,
  currency: product.currency,
  createdAt: product.createdAt,
  status: 'draft',
  isApproved: false,
  options: [],
  variants: [{ id, options: {}, price: offer.productPrice, quantity: offer.quantity }],
  images: [],
  attributes: draftFields.attributes,
  awaitedImages: [],
};

export const pendingProduct = {
  ...product,
  fileName: offer.fileName,
  status: 'pending',
  sellerId: '461d74ad-bc6b-4e54-9417-b010d01bc086',
  email: 'ann@example.com',
  updatedAt: '2026-11-21T07:59:21.070Z',
};

export const approvedProduct = {
  id: { S: id },
  fileName: { S: offer.fileName },
  productName: { S: offer.productName },
  productPrice: { N: '49.99' },
  description: { S: offer.description },
  quantity: { N: '40' },
  category: { S: offer.category },
  imageUrl: { S: product.imageUrl },
  isApproved: { BOOL: true },
  email: { S: pendingProduct.email },
  createdAt: { S: product.createdAt },
};
