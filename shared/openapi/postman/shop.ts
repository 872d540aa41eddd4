import { goodbyeSteps } from './accounts.ts';
import { type Chapter, type Step, stepsOf } from './step.ts';

const upload = (name: string, file: string): Step => ({
  name,
  request: {
    method: 'PUT',
    url: '{{uploadUrl}}',
    description: 'The upload URL of the answer before. In the Postman app, choose the file if it is not found.',
  },
  file,
  status: 200,
});

const banner = stepsOf('bannerService');
const category = stepsOf('categoryService');

export const frontPage: Chapter = {
  name: '2. A banner and a category',
  description: 'Pictures are uploaded to where the platform says; what is listed has been checked.',
  steps: [
    banner('Where does the banner go?', 'POST /upload-url', {
      token: 'adminToken',
      save: { uploadUrl: 'json.uploadURL', bannerId: 'json.id' },
    }),
    upload('The banner is uploaded', 'images/baner1.png'),
    banner('The banner is listed', 'GET /banners', {
      until: "json.banners.some(({ id }) => id === pm.collectionVariables.get('bannerId'))",
    }),
    category('Where does the category’s picture go?', 'POST /upload-url', {
      token: 'adminToken',
      body: { categoryName: 'shoes' },
      save: { uploadUrl: 'json.uploadUrl', categoryId: 'json.id' },
    }),
    upload('The category’s picture is uploaded', 'images/fashion1.png'),
    category('The category is listed', 'GET /categories', {
      until: "json.some(({ id }) => id === pm.collectionVariables.get('categoryId'))",
    }),
  ],
};

const step = stepsOf('productService');
const path = { id: '{{productId}}' };
const isOurs = "({ id }) => (id.S ?? id) === pm.collectionVariables.get('productId')";

export const offer: Chapter = {
  name: '3. A product is offered, approved and found',
  description: 'The seller offers gucci shoes, the admin approves them, anyone finds them.',
  steps: [
    step('The seller offers shoes', 'POST /get-upload-url', {
      token: 'sellerToken',
      idempotencyKey: true,
      save: { uploadUrl: 'json.uploadUrl', productId: 'json.id' },
    }),
    upload('Their picture is uploaded', 'images/shoes.png'),
    step('The seller sees that the picture was checked', 'GET /my-products', {
      token: 'sellerToken',
      until: `json.products.find(${isOurs}).status === 'pending'`,
    }),
    step('The seller says which size they have', 'PATCH /products/{id}/variants/{variantId}', {
      path: { ...path, variantId: '{{productId}}' },
      token: 'sellerToken',
      body: { options: { Size: '41' }, sku: 'SHOE-{{productId}}' },
      holds: { 'has one size': "json.options[0].values.join() === '41'" },
    }),
    step('The seller adds another size', 'POST /products/{id}/variants', {
      path,
      token: 'sellerToken',
      body: { sku: 'SHOE-42-{{productId}}' },
      status: 201,
      save: { variantId: 'json.variants[1].id' },
      holds: { 'has two sizes': "json.options[0].values.join() === '41,42'" },
    }),
    step('The seller removes it again', 'DELETE /products/{id}/variants/{variantId}', {
      path: { ...path, variantId: '{{variantId}}' },
      token: 'sellerToken',
      holds: { 'has one size': 'json.variants.length === 1' },
    }),
    step('The seller has counted', 'POST /stock-adjustments', {
      token: 'sellerToken',
      idempotencyKey: true,
      body: { variantId: '{{productId}}', delta: undefined, setTo: 40, reason: 'stocktaking' },
      status: 201,
      holds: { 'has 40 units': 'json.quantity === 40' },
    }),
    step('The seller sees why the stock is as it is', 'GET /products/{id}/stock-movements', {
      path,
      token: 'sellerToken',
      holds: { 'adds up': 'json.movements.reduce((sum, { delta }) => sum + delta, 0) === 40' },
    }),
    step('The seller adds another picture', 'POST /products/{id}/images', {
      path,
      token: 'sellerToken',
      body: { fileName: 'sole.png', fileType: 'image/png' },
      status: 201,
      save: { uploadUrl: 'json.uploadUrl', imageId: 'json.id' },
    }),
    upload('The other picture is uploaded', 'images/shoes.png'),
    step('The seller looks at the product', 'GET /my-products/{id}', {
      path,
      token: 'sellerToken',
      until: 'json.images.length === 2',
    }),
    step('The other picture becomes the first', 'PATCH /products/{id}/images/{imageId}', {
      path: { ...path, imageId: '{{imageId}}' },
      token: 'sellerToken',
      holds: { 'is the first': "json.images[0].id === pm.collectionVariables.get('imageId')" },
    }),
    step('The seller removes the other picture', 'DELETE /products/{id}/images/{imageId}', {
      path: { ...path, imageId: '{{imageId}}' },
      token: 'sellerToken',
      holds: { 'has one picture': 'json.images.length === 1' },
    }),
    step('The seller makes a draft', 'POST /products', {
      token: 'sellerToken',
      idempotencyKey: true,
      status: 201,
      save: { draftId: 'json.id' },
      holds: { 'is a draft': "json.status === 'draft'" },
    }),
    step('The draft cannot be submitted without a picture', 'POST /products/{id}/submit', {
      path: { id: '{{draftId}}' },
      token: 'sellerToken',
      status: 409,
    }),
    step('The admin sees the draft', 'GET /admin/products', {
      token: 'adminToken',
      query: { status: 'draft' },
      holds: { 'is there': "json.products.some(({ id }) => id === pm.collectionVariables.get('draftId'))" },
    }),
    step('The admin sees what waits', 'GET /products/pending', {
      token: 'adminToken',
    }),
    step('The admin approves the shoes', 'POST /products/{id}/approve', {
      withoutBody: true,
      path,
      token: 'adminToken',
      holds: { 'is on sale': 'json.isApproved === true' },
    }),
    step('All that the admin has seen is approved at once', 'POST /products/approve', {
      token: 'adminToken',
      body: { products: [{ id: '{{productId}}' }] },
      holds: { 'the shoes are on sale': 'json.results[0].isApproved === true' },
    }),
    step('They are listed in DynamoDB’s JSON', 'GET /approve-products', {
      until: `json.products.some(${isOurs})`,
    }),
    step('The seller lowers the price and brings ten more pairs', 'PATCH /products/{id}', {
      path,
      token: 'sellerToken',
      idempotencyKey: true,
      body: { productPrice: 44.99, quantityChange: 10 },
      holds: { 'stays on sale': 'json.isApproved === true', 'has fifty pairs': 'json.quantity === 50' },
    }),
    step('They are searched and found', 'GET /products', {
      query: { q: 'gucci run', sort: 'newest', maxPrice: '50' },
      until: `json.products.some(${isOurs})`,
    }),
    step('Those in one size are counted by what else can be chosen', 'GET /products', {
      query: { category: 'shoes', facets: 'true', 'attr.Size': '41' },
      until: `json.products.some(${isOurs})`,
      holds: { 'have sizes': "json.facets.some(({ name }) => name === 'Size')", 'are counted': 'json.total > 0' },
    }),
    step('They are in their category', 'GET /categories/{name}', {
      path: { name: 'shoes' },
      until: `json.products.some(${isOurs})`,
    }),
    step('The seller archives them', 'POST /products/{id}/archive', {
      path,
      token: 'sellerToken',
      holds: { 'is archived': "json.status === 'archived'" },
    }),
    step('The seller restores them', 'POST /products/{id}/restore', {
      path,
      token: 'sellerToken',
      holds: { 'is on sale': 'json.isApproved === true' },
    }),
    step('They are looked at', 'GET /products/{id}', {
      path,
      save: { unitPrice: 'json.productPrice', slug: 'json.slug' },
    }),
    step('They are found by their address', 'GET /products/by-slug/{slug}', {
      path: { slug: '{{slug}}' },
      holds: { 'is the same product': "json.id === pm.collectionVariables.get('productId')" },
    }),
  ],
};

export const goodbyes: Chapter = {
  name: '8. Everything goes',
  description:
    'The product leaves the shop, banner and category are deleted, the customer signs out and deletes the account.',
  steps: [
    step('The admin takes the shoes off sale', 'POST /products/{id}/reject', {
      path,
      token: 'adminToken',
    }),
    step('The seller takes them away for good', 'DELETE /products/{id}', {
      path,
      token: 'sellerToken',
    }),
    banner('The banner is deleted', 'DELETE /banners/{id}', {
      path: { id: '{{bannerId}}' },
      token: 'adminToken',
    }),
    category('The category comes first', 'PATCH /categories/{id}', {
      path: { id: '{{categoryId}}' },
      token: 'adminToken',
      body: { parentId: null, position: 0 },
      holds: { 'has its position': 'json.position === 0' },
    }),
    category('The category is in the tree', 'GET /categories/tree', {
      holds: { 'is there': "json.categories.some(({ id }) => id === pm.collectionVariables.get('categoryId'))" },
    }),
    category('The category is deleted', 'DELETE /categories/{id}', {
      path: { id: '{{categoryId}}' },
      token: 'adminToken',
    }),
    ...goodbyeSteps,
  ],
};
