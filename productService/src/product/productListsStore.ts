import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type Page, type PageRequest, queryPage, queryStatus } from '@ecommerce/shared/dynamodb.ts';
import type { ApprovedProduct, Product, ProductStatus } from './product.ts';

const { PRODUCTS_TABLE } = readEnvironment({ PRODUCTS_TABLE: name });

/** Lists products on sale, newest first. */
export const listApproved = (page: PageRequest): Promise<Page<ApprovedProduct>> =>
  queryStatus(PRODUCTS_TABLE, 'approved', page);

/** Lists all products of one seller, newest first. */
export const listOfSeller = (sellerId: string, page: PageRequest): Promise<Page<Product>> =>
  queryPage({ table: PRODUCTS_TABLE, index: 'bySeller', partition: ['sellerId', sellerId] }, page);

/** Lists products with a status, newest first. */
export const listByStatus = (status: ProductStatus, page: PageRequest): Promise<Page<Product>> =>
  queryStatus(PRODUCTS_TABLE, status, page);

/** Lists products with a checked image that wait for an admin's decision, oldest first. */
export const listPending = (page: PageRequest): Promise<Page<Product>> =>
  queryStatus(PRODUCTS_TABLE, 'pending', page, { oldestFirst: true });

/** Lists products in one status, oldest first. */
export const listInStatus = (status: ProductStatus, page: PageRequest): Promise<Page<Product>> =>
  queryStatus(PRODUCTS_TABLE, status, page, { oldestFirst: true });
