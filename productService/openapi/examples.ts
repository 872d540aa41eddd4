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

export const product = {
  id,
  productName: offer.productName,
  productPrice: offer.productPrice,
  currency: 'EUR',
  description: offer.description,
  quantity: offer.quantity,
  category: offer.category,
  imageUrl: `${images}/images/${id}/shoes.png`,
  createdAt: '2026-11-21T07:59:19.264Z',
};

export const ownProduct = { ...product, status: 'approved', isApproved: true };

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
