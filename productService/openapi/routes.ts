import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import { deadLetterRoute } from '../../shared/openapi/deadLetters.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import { DecideReviewBody, WriteReviewBody } from '../src/customerReview/customerReviewRequests.ts';
import { CreateImportBody } from '../src/import/importRequests.ts';
import { createDraftRoute, createUploadUrlRoute } from '../src/offer/offerRoutes.ts';
import { CreateDraftBody, CreateUploadUrlBody } from '../src/offer/productOffer.ts';
import { NewImageBody, PatchImageBody } from '../src/picture/imageRequests.ts';
import { addImageRoute, changeImageRoute, deleteImageRoute } from '../src/picture/imageRoutes.ts';
import { PatchProductBody } from '../src/product/productChange.ts';
import { ApproveProductBody, ApproveProductsBody, RejectProductBody } from '../src/product/productRequests.ts';
import {
  changeProductRoute,
  deleteProductRoute,
  getMyProductRoute,
  getProductBySlugRoute,
  getProductRoute,
  listApprovedProductsRoute,
  listCategoryProductsRoute,
  listMyProductsRoute,
} from '../src/product/productRoutes.ts';
import { NewVariantBody, PatchVariantBody } from '../src/product/variantRequests.ts';
import { addVariantRoute, changeVariantRoute, deleteVariantRoute } from '../src/product/variantRoutes.ts';
import {
  approveProductRoute,
  approveProductsRoute,
  listPendingProductsRoute,
  rejectProductRoute,
} from '../src/review/reviewRoutes.ts';
import { listProductsRoute } from '../src/search/searchRoutes.ts';
import {
  archiveProductRoute,
  listProductsByStatusRoute,
  restoreProductRoute,
  submitProductRoute,
} from '../src/status/statusRoutes.ts';
import { AdjustStockBody } from '../src/stock/stockRequests.ts';
import * as answers from './answers.ts';
import { moderating, reviewing } from './customerReviewRoutes.ts';
import {
  approvedProduct,
  detailedProduct,
  draft,
  draftFields,
  id,
  offer,
  ownDetailedProduct,
  ownProduct,
  pendingProduct,
  product,
  uploadUrl,
  variant,
} from './examples.ts';
import * as productFileAnswers from './productFileAnswers.ts';
import { filing } from './productFileRoutes.ts';
import { alerting } from './stockAlertRoutes.ts';
import { stocking } from './stockRoutes.ts';
import { wishing } from './wishListRoutes.ts';

const pending = { status: 'pending', isApproved: false };

/** What sellers do. */
const selling: RouteDescription[] = [
  {
    definition: createUploadUrlRoute,
    summary: 'Offer a product and request an upload URL for its image',
    description:
      'Send the file by `PUT` to the URL. The product waits for its image (an hour at most; an image of one of the types, at most 5 MB, `image/jpg` is treated as `image/jpeg`), then for an admin. `productPrice` has at most as many fraction digits as ISO 4217 defines for the shop’s currency (2 for EUR), and is at most 100,000,000 minor units (1,000,000 EUR). Repeating the request with the same key returns the same `id` and a fresh URL.',
    example: { body: offer },
    answer: answered('The URL, and the product’s id.', answers.UploadUrl, { uploadUrl, id }),
  },
  {
    definition: createDraftRoute,
    summary: 'Make a draft',
    description:
      'A draft has no image yet, and only its seller and staff see it. It is kept until it is submitted or deleted. Add images and variants to it as to any product. Repeating the request with the same key returns the same product.',
    example: { body: draftFields },
    answer: answered('The draft.', answers.OwnDetailedProduct, draft),
  },
  {
    definition: submitProductRoute,
    summary: 'Submit a draft for approval',
    description:
      'It needs an image: `IMAGE_NOT_CHECKED` without one. A product that waits for an admin, or is on sale, stays as it is, so repeating the request changes nothing.',
    example: { path: { id } },
    answer: answered('The product.', answers.OwnDetailedProduct, { ...ownDetailedProduct, ...pending }),
  },
  {
    definition: archiveProductRoute,
    summary: 'Archive a product, which takes it off sale',
    description:
      'Sellers can archive their own products, staff any product: one that is on sale, or waits for an admin. It keeps its stock, and orders keep their copy of its data. Repeating the request changes nothing.',
    example: { path: { id } },
    answer: answered('The product.', answers.OwnDetailedProduct, {
      ...ownDetailedProduct,
      status: 'archived',
      isApproved: false,
    }),
  },
  {
    definition: restoreProductRoute,
    summary: 'Restore an archived product',
    description:
      'A product that was on sale is on sale again. It is `pending` instead if it was pending, if it was changed in the meantime in a way that an admin has to approve, or if staff have archived it and its seller restores it. A product that is not archived stays as it is.',
    example: { path: { id } },
    answer: answered('The product.', answers.OwnDetailedProduct, ownDetailedProduct),
  },
  {
    definition: listMyProductsRoute,
    summary: 'The caller’s own products, newest first',
    answer: pageOf('products', answers.OwnProductList, ownProduct),
  },
  {
    definition: getMyProductRoute,
    summary: 'One of the caller’s own products, whatever its status; for staff, any product',
    example: { path: { id } },
    answer: answered('The product.', answers.OwnDetailedProduct, ownDetailedProduct),
  },
  {
    definition: changeProductRoute,
    summary: 'Change a product',
    description:
      'Sellers can change their own products, staff any product. Price and stock take effect immediately; `quantityChange` is a difference, so that orders in between are not overwritten. A changed text takes the product off sale until an admin approves it again, as does a new image once it has been checked, which takes the place of the first; until then the old one stays. Any change other than one of its stock makes a rejected product pending. Where a product has several variants, prices and stock are changed by variant.',
    example: { path: { id }, body: { productPrice: 44.99, quantityChange: 10 } },
    answer: answered('The product, with `uploadUrl` where a new image was asked for.', answers.ChangedProduct, {
      ...ownDetailedProduct,
      productPrice: 44.99,
      quantity: 50,
    }),
  },
  {
    definition: deleteProductRoute,
    summary: 'Delete a product permanently',
    description: 'Sellers can delete their own products, staff any product. Orders keep their copy of its data.',
    ...deletion(answers.Deletion, id),
  },
];

const variantId = detailedProduct.variants[1]?.id ?? '';

/** What sellers do with variants. */
const varying: RouteDescription[] = [
  {
    definition: addVariantRoute,
    summary: 'Add a variant to a product',
    description:
      'All variants of a product have the same options, at most 3, each in another combination; a product has at most 200 variants. A product as it was offered is its own first variant, with the product’s id and without options: give it some before you add another. The product then has to be approved again. SKUs are unique in the shop, in upper and lower case alike.',
    example: { path: { id }, body: variant },
    answer: answered('The product.', answers.OwnDetailedProduct, ownDetailedProduct),
  },
  {
    definition: changeVariantRoute,
    summary: 'Change a variant',
    description:
      'Price, stock, SKU, barcode and weight take effect immediately; changed options have to be approved. `null` removes an optional field. `quantityChange` is a difference, so that orders in between are not overwritten. `scheduledPrice` is the price from one time to another; while it is in force, `compareAtPrice` is the regular price if that is higher. Another `price` or `compareAtPrice` ends one that is in force.',
    example: { path: { id, variantId }, body: { price: 54.99, compareAtPrice: 69.99, quantityChange: 2 } },
    answer: answered('The product.', answers.OwnDetailedProduct, ownDetailedProduct),
  },
  {
    definition: deleteVariantRoute,
    summary: 'Remove a variant with its stock',
    description: 'Orders keep their copy of its data. The last variant stays: delete the product instead.',
    example: { path: { id, variantId } },
    answer: answered('The product.', answers.OwnDetailedProduct, {
      ...ownDetailedProduct,
      variants: ownDetailedProduct.variants.slice(0, 1),
    }),
  },
];

const imageId = detailedProduct.images[1]?.id ?? '';

/** What sellers do with images. */
const picturing: RouteDescription[] = [
  {
    definition: addImageRoute,
    summary: 'Add an image to a product',
    description:
      'Send the file by `PUT` to the URL, as with the product’s first image. A product has at most 10 images, those included that it waits for; one that is not uploaded within an hour is no longer waited for. Once the file has been checked, the image is the last one, and the product has to be approved again. Repeating the request with the same key returns the same `id` and a fresh URL.',
    example: { path: { id }, body: { fileName: 'sole.jpg', fileType: 'image/jpeg', alt: 'The sole' } },
    answer: answered('The image’s id, and the URL.', answers.ImageUploadUrl, { id: imageId, uploadUrl }),
  },
  {
    definition: changeImageRoute,
    summary: 'Change an image’s alternative text or place',
    description:
      '`position` 1 is the first: its URL is the product’s `imageUrl`. A position beyond the last is the last. A changed text has to be approved, a changed place has not.',
    example: { path: { id, imageId }, body: { alt: 'The sole', position: 1 } },
    answer: answered('The product.', answers.OwnDetailedProduct, ownDetailedProduct),
  },
  {
    definition: deleteImageRoute,
    summary: 'Remove an image',
    description:
      'If it was the first, the next one takes its place. Variants that showed it show none. The last image stays: upload another one first. An image that has not been uploaded yet is no longer waited for.',
    example: { path: { id, imageId } },
    answer: answered('The product.', answers.OwnDetailedProduct, {
      ...ownDetailedProduct,
      images: ownDetailedProduct.images.slice(0, 1),
    }),
  },
];

/** What staff do. */
const deciding: RouteDescription[] = [
  {
    definition: listPendingProductsRoute,
    summary: 'Products that wait for a decision, the longest waiting first',
    answer: pageOf('products', answers.PendingProductList, pendingProduct),
  },
  {
    definition: listProductsByStatusRoute,
    summary: 'Products of all sellers with a status, newest first',
    description: 'Finds drafts, and what is archived or rejected, which no public list shows.',
    answer: pageOf('products', answers.OwnProductList, { ...ownProduct, status: 'archived', isApproved: false }),
  },
  {
    definition: approveProductRoute,
    summary: 'Put a product on sale',
    description:
      'Repeating the request changes nothing. With the `updatedAt` that the caller saw, a product that its seller has changed since is not approved.',
    example: { path: { id }, body: { updatedAt: pendingProduct.updatedAt } },
    answer: answered('It is on sale.', answers.Approval, { id, status: 'approved', isApproved: true }),
  },
  {
    definition: approveProductsRoute,
    summary: 'Put up to 100 products on sale',
    description:
      'Each product is approved by itself, as by `POST /products/{id}/approve`, and has a result of its own: one that cannot be approved does not stop the others. Repeating the request changes nothing.',
    example: { body: { products: [{ id, updatedAt: pendingProduct.updatedAt }] } },
    answer: answered('What became of each product.', answers.ApprovalList, {
      results: [
        { id, status: 'approved', isApproved: true },
        { id: variantId, error: 'The product has changed since: check it again.', code: 'PRODUCT_CHANGED' },
      ],
    }),
  },
  {
    definition: rejectProductRoute,
    summary: 'Reject a product, or take it off sale',
    description: 'The seller gets the reason by email. Repeating the request with the same reason changes nothing.',
    example: { path: { id }, body: { reason: 'The picture is blurred.' } },
    answer: answered('It is not on sale.', answers.Rejection, {
      id,
      status: 'rejected',
      isApproved: false,
      rejectionReason: 'The picture is blurred.',
      sellerMailed: true,
    }),
  },
];

/** What anyone sees. */
const browsing: RouteDescription[] = [
  {
    definition: listApprovedProductsRoute,
    summary: 'Products on sale, newest first, in DynamoDB’s JSON',
    answer: pageOf('products', answers.ApprovedProductList, approvedProduct),
  },
  {
    definition: listProductsRoute,
    summary: 'Products on sale, by category, words and price, in the requested order',
    description:
      'Each word of `q` must be in the name, category, options, attributes or description, as a word, the prefix of one, its plural or singular, or misspelt by one letter; words that are joined in one and apart in the other match; a whole SKU or barcode matches too. Case and accents are ignored. `sort=relevance` sorts by how well products match; in every order, misspelt words come last. No page is empty while more products match. With `ids`, and nothing beside it, these products are returned in this order, without those that are not on sale.',
    answer: pageOf('products', answers.FoundProductList, product),
  },
  {
    definition: getProductRoute,
    summary: 'One product that is on sale',
    example: { path: { id } },
    answer: answered('The product.', answers.Product, detailedProduct),
  },
  {
    definition: getProductBySlugRoute,
    summary: 'The product on sale that a slug leads to',
    description:
      'An approval gives a product a slug for its name, in Latin letters, unique in the shop. Slugs of earlier names lead to it as well, up to 10 in all: the answer has the current one.',
    example: { path: { slug: product.slug } },
    answer: answered('The product.', answers.Product, detailedProduct),
  },
  {
    definition: listCategoryProductsRoute,
    summary: 'Products on sale in a category and those below it, newest first',
    description: '`name` is a product’s `category`. A name without products returns an empty list.',
    example: { path: { name: offer.category } },
    answer: pageOf('products', answers.ProductList, product),
  },
];

export const description: ServiceDescription = {
  about: 'Products: sellers offer them, an admin approves them, anyone finds them.',
  requests: {
    CreateUploadUrlBody,
    CreateDraftBody,
    PatchProductBody,
    NewVariantBody,
    PatchVariantBody,
    AdjustStockBody,
    CreateImportBody,
    NewImageBody,
    PatchImageBody,
    ApproveProductBody,
    ApproveProductsBody,
    RejectProductBody,
    WriteReviewBody,
    DecideReviewBody,
  },
  answers: { ...answers, ...productFileAnswers },
  groups: {
    Catalogue: browsing,
    Selling: selling,
    Variants: varying,
    Stock: stocking,
    Images: picturing,
    Reviews: reviewing,
    'Wish list': wishing,
    'Back in stock': alerting,
    Files: filing,
    'For admins': deciding,
    Moderation: moderating,
    Operations: [deadLetterRoute],
  },
};
