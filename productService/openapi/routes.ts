import { PathId } from '@ecommerce/shared/http.ts';
import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { CreateUploadUrlBody } from '../src/offer/productOffer.ts';
import { PatchProductBody } from '../src/product/productChange.ts';
import {
  ApprovedProductsQuery,
  ApproveProductBody,
  CategoryPath,
  PageQuery,
  RejectProductBody,
} from '../src/product/productRequests.ts';
import { ProductsQuery } from '../src/search/searchQuery.ts';
import * as answers from './answers.ts';
import { approvedProduct, id, offer, ownProduct, pendingProduct, product, uploadUrl } from './examples.ts';

/** What sellers do. */
const selling: Record<string, RouteDescription> = {
  'POST /get-upload-url': {
    operationId: 'createUploadUrl',
    summary: 'Offer a product and request an upload URL for its image',
    description:
      'Send the file by `PUT` to the URL. The product waits for its image (an hour at most; an image of one of the types, at most 5 MB, `image/jpg` is treated as `image/jpeg`), then for an admin. `productPrice` has at most as many fraction digits as ISO 4217 defines for the shop’s currency (2 for EUR), and is at most 100,000,000 minor units (1,000,000 EUR). Repeating the request with the same key returns the same `id` and a fresh URL.',
    auth: 'customer',
    idempotencyKey: true,
    body: CreateUploadUrlBody,
    example: { body: offer },
    answer: answered('The URL, and the product’s id.', answers.UploadUrl, { uploadUrl, id }),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'EMAIL_NOT_VERIFIED', 'IDEMPOTENCY_KEY_REUSED', 'UNAVAILABLE'],
  },
  'GET /my-products': {
    operationId: 'listMyProducts',
    summary: 'The caller’s own products, newest first',
    auth: 'customer',
    query: PageQuery,
    answer: pageOf('products', answers.OwnProductList, ownProduct),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED'],
  },
  'PATCH /products/{id}': {
    operationId: 'changeProduct',
    summary: 'Change a product',
    description:
      'Sellers can change their own products, staff any product. Price and stock take effect immediately; `quantityChange` is a difference, so that orders in between are not overwritten. A changed text takes the product off sale until an admin approves it again, as does a new image once it has been checked; until then the old one stays. Any change other than one of its stock makes a rejected product pending.',
    auth: 'customer',
    idempotencyKey: true,
    path: PathId,
    body: PatchProductBody,
    example: { path: { id }, body: { productPrice: 44.99, quantityChange: 10 } },
    answer: answered('The product, with `uploadUrl` where a new image was asked for.', answers.ChangedProduct, {
      ...ownProduct,
      productPrice: 44.99,
      quantity: 50,
    }),
    errors: [
      'INVALID_INPUT',
      'UNAUTHORIZED',
      'PRODUCT_NOT_FOUND',
      'STOCK_TOO_LOW',
      'IDEMPOTENCY_KEY_REUSED',
      'UNAVAILABLE',
    ],
  },
  'DELETE /products/{id}': {
    operationId: 'deleteProduct',
    summary: 'Delete a product permanently',
    description: 'Sellers can delete their own products, staff any product. Orders keep their copy of its data.',
    ...deletion('customer', answers.Deletion, id),
    errors: ['UNAUTHORIZED', 'PRODUCT_NOT_FOUND'],
  },
};

/** Why a product is neither approved nor rejected. */
const decisionRefusals: RouteDescription['errors'] = [
  'INVALID_INPUT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'PRODUCT_NOT_FOUND',
  'IMAGE_NOT_CHECKED',
  'ALREADY_REJECTED',
];

/** What staff do. */
const deciding: Record<string, RouteDescription> = {
  'GET /products/pending': {
    operationId: 'listPendingProducts',
    summary: 'Products that wait for a decision, the longest waiting first',
    auth: 'staff',
    query: PageQuery,
    answer: pageOf('products', answers.PendingProductList, pendingProduct),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'FORBIDDEN'],
  },
  'POST /products/{id}/approve': {
    operationId: 'approveProduct',
    summary: 'Put a product on sale',
    description:
      'Repeating the request changes nothing. With the `updatedAt` that the caller saw, a product that its seller has changed since is not approved.',
    auth: 'staff',
    path: PathId,
    body: ApproveProductBody,
    example: { path: { id }, body: { updatedAt: pendingProduct.updatedAt } },
    answer: answered('It is on sale.', answers.Approval, { id, status: 'approved', isApproved: true }),
    errors: [...decisionRefusals, 'PRODUCT_CHANGED'],
  },
  'POST /products/{id}/reject': {
    operationId: 'rejectProduct',
    summary: 'Reject a product, or take it off sale',
    description: 'The seller gets the reason by email. Repeating the request with the same reason changes nothing.',
    auth: 'staff',
    path: PathId,
    body: RejectProductBody,
    example: { path: { id }, body: { reason: 'The picture is blurred.' } },
    answer: answered('It is not on sale.', answers.Rejection, {
      id,
      status: 'rejected',
      isApproved: false,
      rejectionReason: 'The picture is blurred.',
      sellerMailed: true,
    }),
    errors: decisionRefusals,
  },
};

/** What anyone sees. */
const browsing: Record<string, RouteDescription> = {
  'GET /approve-products': {
    operationId: 'listApprovedProducts',
    summary: 'Products on sale, newest first, in DynamoDB’s JSON',
    maxAgeSeconds: 10,
    query: ApprovedProductsQuery,
    answer: pageOf('products', answers.ApprovedProductList, approvedProduct),
    errors: ['INVALID_INPUT'],
  },
  'GET /products': {
    operationId: 'listProducts',
    summary: 'Products on sale, by category, words and price, in the requested order',
    description:
      'Each word of `q` must be a word, or the prefix of one, in the name, category or description; case and accents are ignored. A page looks at a bounded number of products: it may be shorter than `limit`, with a `nextCursor` to continue.',
    maxAgeSeconds: 10,
    query: ProductsQuery,
    answer: pageOf('products', answers.ProductList, product),
    errors: ['INVALID_INPUT'],
  },
  'GET /products/{id}': {
    operationId: 'getProduct',
    summary: 'One product that is on sale',
    maxAgeSeconds: 10,
    path: PathId,
    example: { path: { id } },
    answer: answered('The product.', answers.Product, product),
    errors: ['PRODUCT_NOT_FOUND'],
  },
  'GET /categories/{name}': {
    operationId: 'listCategoryProducts',
    summary: 'Products on sale in one category, newest first',
    description: '`name` is a product’s `category`. A name without products returns an empty list.',
    maxAgeSeconds: 10,
    path: CategoryPath,
    query: PageQuery,
    example: { path: { name: offer.category } },
    answer: pageOf('products', answers.ProductList, product),
    errors: ['INVALID_INPUT'],
  },
};

export const description: ServiceDescription = {
  about: 'Products: sellers offer them, an admin approves them, anyone finds them.',
  requests: { CreateUploadUrlBody, PatchProductBody, ApproveProductBody, RejectProductBody },
  answers,
  groups: { Catalogue: browsing, Selling: selling, 'For admins': deciding },
};
