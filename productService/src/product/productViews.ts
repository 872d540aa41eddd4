import { toDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import { listedProduct, publicImage } from './listedProduct.ts';
import type { ApprovedProduct, DetailedProduct, StockedProduct } from './product.ts';
import { imagesOf } from './productImage.ts';
import { optionsOf, variantsOf } from './variant.ts';

/** What customers think of a product: the average of 1 to 5 stars. */
type Rating = { average: number; count: number };

/** Returns a product as lists show it. `quantity` is of all variants. */
export const publicProduct = (product: StockedProduct) => ({ ...listedProduct(product), quantity: product.quantity });

/** Returns a product as anyone sees it by its own address, with its variants, their stock, and its rating if it has any reviews. */
export const detailedProduct = (product: DetailedProduct, rating: Rating | undefined) => ({
  ...publicProduct(product),
  ...details(product),
  variants: variantViews(product).map(({ lowStockAt: _, scheduledPrice: _planned, ...variant }) => variant),
  rating,
  status: 'approved' as const,
});

/** Returns the same as its seller sees it. */
export const ownDetailedProduct = (product: DetailedProduct) => ({
  ...ownProduct(product),
  ...details(product),
  variants: variantViews(product),
  awaitedImages: (product.waitingImages ?? []).map(({ id, fileName, alt, uploadRejection }) => ({
    id,
    fileName,
    alt,
    uploadRejection,
  })),
});

const details = (product: DetailedProduct) => ({
  options: optionsOf(variantsOf(product)),
  images: imagesOf(product).map(publicImage),
  attributes: product.attributes ?? {},
  taxCategory: product.taxCategory,
});

/** Returns a product's variants as their seller sees them. */
const variantViews = (product: DetailedProduct) =>
  variantsOf(product).map(
    ({ unitPrice, compareAtPrice, lowestPrice30Days = unitPrice, priorPrices: _, scheduledPrice, ...variant }) => ({
      ...variant,
      price: toDecimal(unitPrice, product.currency),
      ...(compareAtPrice === undefined
        ? {}
        : {
            compareAtPrice: toDecimal(compareAtPrice, product.currency),
            lowestPrice30Days: toDecimal(lowestPrice30Days, product.currency),
          }),
      ...(scheduledPrice && {
        scheduledPrice: {
          price: toDecimal(scheduledPrice.unitPrice, product.currency),
          from: scheduledPrice.from,
          to: scheduledPrice.to,
        },
      }),
      quantity: product.available.get(variant.id) ?? 0,
    }),
  );

/** Returns a product as its seller sees it: with its status, and why it or its last upload was rejected. */
export const ownProduct = (product: StockedProduct) => ({
  ...publicProduct(product),
  status: product.status,
  isApproved: product.status === 'approved',
  rejectionReason: product.rejectionReason,
  uploadRejection: product.uploadRejection,
  awaitedFileName: product.replacement?.fileName,
});

/** Returns a product as an admin sees it before a decision. */
export const pendingProduct = (product: StockedProduct) => ({
  ...publicProduct(product),
  fileName: product.fileName,
  status: product.status,
  sellerId: product.sellerId,
  email: product.email,
  updatedAt: product.updatedAt,
});

/**
 * Returns an approved product in DynamoDB's JSON, with exactly the attributes that `GET /approve-products` documents.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export const approvedProductJson = (product: StockedProduct<ApprovedProduct>) =>
  toDynamoDbJson({
    id: product.id,
    fileName: product.fileName,
    productName: product.productName,
    productPrice: toDecimal(product.unitPrice, product.currency),
    description: product.description,
    quantity: product.quantity,
    category: product.category,
    imageUrl: product.imageUrl,
    isApproved: true,
    email: product.email,
    createdAt: product.createdAt,
  });

/** How long caches may keep a response with stock, in seconds. Short, since orders change the stock. */
export const STOCK_MAX_AGE_SECONDS = 10;
