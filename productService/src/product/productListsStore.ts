import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type Page, type PageRequest, queryPage, queryStatus } from '@ecommerce/shared/dynamodb.ts';
import type { ApprovedProduct, Product } from './product.ts';

const { PRODUCTS_TABLE } = readEnvironment({ PRODUCTS_TABLE: name });

/** Products on sale, newest first. */
export const listApproved = (page: PageRequest): Promise<Page<ApprovedProduct>> =>
  queryStatus(PRODUCTS_TABLE, 'approved', page);

/** Products on sale of one category, newest first. */
export const listApprovedOfCategory = (category: string, page: PageRequest): Promise<Page<ApprovedProduct>> =>
  queryPage({ table: PRODUCTS_TABLE, index: 'byApprovedCategory', partition: ['approvedCategory', category] }, page);

/** All products of one seller, newest first. */
export const listOfSeller = (sellerId: string, page: PageRequest): Promise<Page<Product>> =>
  queryPage({ table: PRODUCTS_TABLE, index: 'bySeller', partition: ['sellerId', sellerId] }, page);

/** Products whose image was checked and that wait for an admin, the longest waiting first. */
export const listPending = (page: PageRequest): Promise<Page<Product>> =>
  queryStatus(PRODUCTS_TABLE, 'pending', page, { oldestFirst: true });
