import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import type { ApprovedProduct, Product } from './product.ts';

const { PRODUCTS_TABLE } = readEnvironment({ PRODUCTS_TABLE: name });

/** Products on sale, newest first. */
export const listApproved = (page: PageRequest): Promise<Page<ApprovedProduct>> =>
  listByKey({ index: 'byStatus', attribute: 'status', value: 'approved', newestFirst: true }, page);

/** Products on sale of one category, newest first. */
export const listApprovedOfCategory = (category: string, page: PageRequest): Promise<Page<ApprovedProduct>> =>
  listByKey({ index: 'byApprovedCategory', attribute: 'approvedCategory', value: category, newestFirst: true }, page);

/** All products of one seller, newest first. */
export const listOfSeller = (sellerId: string, page: PageRequest): Promise<Page<Product>> =>
  listByKey({ index: 'bySeller', attribute: 'sellerId', value: sellerId, newestFirst: true }, page);

/** Products whose image was checked and that wait for an admin, the longest waiting first. */
export const listPending = (page: PageRequest): Promise<Page<Product>> =>
  listByKey({ index: 'byStatus', attribute: 'status', value: 'pending', newestFirst: false }, page);

type IndexKey = { index: string; attribute: string; value: string; newestFirst: boolean };

/** One page of one partition of an index that is sorted by `createdAt`. */
const listByKey = <Row extends Product>(
  { index, attribute, value, newestFirst }: IndexKey,
  page: PageRequest,
): Promise<Page<Row>> =>
  queryPage(
    {
      TableName: PRODUCTS_TABLE,
      IndexName: index,
      KeyConditionExpression: '#key = :value',
      ExpressionAttributeNames: { '#key': attribute },
      ExpressionAttributeValues: { ':value': value },
      ScanIndexForward: !newestFirst,
    },
    { [attribute]: value },
    ['createdAt', 'id'],
    page,
  );
