import { toDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import type { ApprovedProduct, StockedProduct } from './product.ts';

/** Returns a product as anyone sees it. `productPrice` is a decimal in `currency`. `imageUrl` is absent only in a seller's own list. */
export const publicProduct = (product: StockedProduct) => ({
  id: product.id,
  productName: product.productName,
  productPrice: toDecimal(product.unitPrice, product.currency),
  currency: product.currency,
  description: product.description,
  quantity: product.quantity,
  category: product.category,
  imageUrl: product.imageUrl,
  createdAt: product.createdAt,
});

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

/**
 * Returns those of `products` that are on sale, with the fields that an order needs.
 *
 * @param options.withDetails adds what discounts, shipping and taxes depend on
 */
export const orderableProducts = (products: StockedProduct[], { withDetails = false } = {}): OrderableProduct[] =>
  products.flatMap(({ status, imageUrl, id, productName, unitPrice, currency, quantity, category }) =>
    status === 'approved' && imageUrl !== undefined
      ? [{ id, productName, unitPrice, currency, quantity, imageUrl, ...(withDetails ? { category } : {}) }]
      : [],
  );

/** How long caches may keep a response with stock, in seconds. Short, since orders change the stock. */
export const STOCK_MAX_AGE_SECONDS = 10;
