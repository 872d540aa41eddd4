import { goodbye } from './accounts.ts';
import type { Chapter, Step } from './step.ts';

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

export const frontPage: Chapter = {
  name: '2. A banner and a category',
  description: 'Pictures are uploaded to where the platform says; what is listed has been checked.',
  steps: [
    {
      name: 'Where does the banner go?',
      service: 'bannerService',
      route: 'POST /upload-url',
      token: 'adminToken',
      status: 200,
      save: { uploadUrl: 'json.uploadURL', bannerId: 'json.id' },
    },
    upload('The banner is uploaded', 'images/baner1.png'),
    {
      name: 'The banner is listed',
      service: 'bannerService',
      route: 'GET /banners',
      status: 200,
      until: "json.banners.some(({ id }) => id === pm.collectionVariables.get('bannerId'))",
    },
    {
      name: 'Where does the category’s picture go?',
      service: 'categoryService',
      route: 'POST /upload-url',
      token: 'adminToken',
      body: { categoryName: 'shoes' },
      status: 200,
      save: { uploadUrl: 'json.uploadUrl', categoryId: 'json.id' },
    },
    upload('The category’s picture is uploaded', 'images/fashion1.png'),
    {
      name: 'The category is listed',
      service: 'categoryService',
      route: 'GET /categories',
      status: 200,
      until: "json.some(({ id }) => id === pm.collectionVariables.get('categoryId'))",
    },
  ],
};

const service = 'productService';
const path = { id: '{{productId}}' };
const isOurs = "({ id }) => (id.S ?? id) === pm.collectionVariables.get('productId')";

export const offer: Chapter = {
  name: '3. A product is offered, approved and found',
  description: 'The seller offers gucci shoes, the admin approves them, anyone finds them.',
  steps: [
    {
      name: 'The seller offers shoes',
      service,
      route: 'POST /get-upload-url',
      token: 'sellerToken',
      idempotencyKey: true,
      status: 200,
      save: { uploadUrl: 'json.uploadUrl', productId: 'json.id' },
    },
    upload('Their picture is uploaded', 'images/shoes.png'),
    {
      name: 'The seller sees that the picture was checked',
      service,
      route: 'GET /my-products',
      token: 'sellerToken',
      status: 200,
      until: `json.products.find(${isOurs}).status === 'pending'`,
    },
    {
      name: 'The admin sees what waits',
      service,
      route: 'GET /products/pending',
      token: 'adminToken',
      status: 200,
    },
    {
      name: 'The admin approves the shoes',
      service,
      route: 'POST /products/{id}/approve',
      withoutBody: true,
      path,
      token: 'adminToken',
      status: 200,
      holds: { 'is on sale': 'json.isApproved === true' },
    },
    {
      name: 'They are listed in DynamoDB’s JSON',
      service,
      route: 'GET /approve-products',
      status: 200,
      until: `json.products.some(${isOurs})`,
    },
    {
      name: 'The seller lowers the price and brings ten more pairs',
      service,
      route: 'PATCH /products/{id}',
      path,
      token: 'sellerToken',
      idempotencyKey: true,
      body: { productPrice: 44.99, quantityChange: 10 },
      status: 200,
      holds: { 'stays on sale': 'json.isApproved === true', 'has fifty pairs': 'json.quantity === 50' },
    },
    {
      name: 'They are searched and found',
      service,
      route: 'GET /products',
      query: { q: 'gucci run', sort: 'newest', maxPrice: '50' },
      status: 200,
      until: `json.products.some(${isOurs})`,
    },
    {
      name: 'They are in their category',
      service,
      route: 'GET /categories/{name}',
      path: { name: 'shoes' },
      status: 200,
      until: `json.products.some(${isOurs})`,
    },
    {
      name: 'They are looked at',
      service,
      route: 'GET /products/{id}',
      path,
      status: 200,
      save: { unitPrice: 'json.productPrice' },
    },
  ],
};

export const goodbyes: Chapter = {
  name: '6. Everything goes',
  description: 'The product leaves the shop, banner and category are deleted, the customer signs out.',
  steps: [
    {
      name: 'The admin takes the shoes off sale',
      service,
      route: 'POST /products/{id}/reject',
      path,
      token: 'adminToken',
      status: 200,
    },
    {
      name: 'The seller takes them away for good',
      service,
      route: 'DELETE /products/{id}',
      path,
      token: 'sellerToken',
      status: 200,
    },
    {
      name: 'The banner is deleted',
      service: 'bannerService',
      route: 'DELETE /banners/{id}',
      path: { id: '{{bannerId}}' },
      token: 'adminToken',
      status: 200,
    },
    {
      name: 'The category is deleted',
      service: 'categoryService',
      route: 'DELETE /categories/{id}',
      path: { id: '{{categoryId}}' },
      token: 'adminToken',
      status: 200,
    },
    goodbye,
  ],
};
