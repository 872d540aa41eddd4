import { GetCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { putOnce, transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { CustomerReview, WrittenReview } from './customerReview.ts';
import { type RatingSums, ratingChange, ratingView } from './rating.ts';

const { REVIEWS_TABLE: TableName } = readEnvironment({ REVIEWS_TABLE: name });

/** A review as stored. Two attributes put it into the lists that it belongs to. */
type StoredReview = CustomerReview & { awaits?: 'decision'; approvedOf?: string };

/** Attempts to change a review while other requests do the same. */
const ATTEMPTS = 10;

/** Returns the key of the row with a product's rating, which is not a review. */
const ratingKey = (productId: string) => ({ id: `rating#${productId}` });

/** Writes a review that its author may write, unless there is one. Returns whether it was written. */
export const putUnwritten = async (review: CustomerReview): Promise<boolean> => {
  const { written } = await putOnce({ TableName, Item: review, ConditionExpression: 'attribute_not_exists(id)' });
  return written;
};

/**
 * Changes a review, and the rating of its product with it, all or nothing. A change that another request was faster with is planned again.
 *
 * @param plan returns the review after the change, the same object for no change, or `undefined` to delete it
 * @returns the review after the change; `undefined` if there is none
 * @throws DomainError UNAVAILABLE if other requests keep changing it
 */
export const changeReview = async (
  id: string,
  plan: (review: CustomerReview) => CustomerReview | undefined,
): Promise<CustomerReview | undefined> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await getReview(id);
    if (!before) return undefined;
    const planned = plan(before);
    if (planned === before) return before;
    const after = planned && { ...planned, version: before.version + 1 };
    const { written } = await transactOnce([writeOf(before, after), ...ratingUpdate(before, after)]);
    if (written) return after;
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing this at the same time: try again.');
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const writeOf = ({ id, version }: CustomerReview, after: CustomerReview | undefined): TransactItem => {
  const condition = {
    ConditionExpression: '#version = :seen',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':seen': version },
  };
  if (!after) return { Delete: { TableName, Key: { id }, ...condition } };
  return { Put: { TableName, Item: storedReview(after), ...condition } };
};

const storedReview = (review: CustomerReview): StoredReview => ({
  ...review,
  ...(review.status === 'pending' ? { awaits: 'decision' } : {}),
  ...(review.status === 'approved' ? { approvedOf: review.productId } : {}),
});

const ratingUpdate = (before: CustomerReview, after: CustomerReview | undefined): TransactItem[] => {
  const change = ratingChange(before, after);
  if (!change) return [];
  return [
    {
      Update: {
        TableName,
        Key: ratingKey(before.productId),
        UpdateExpression: 'ADD reviews :reviews, stars :stars',
        ExpressionAttributeValues: { ':reviews': change.reviews, ':stars': change.stars },
      },
    },
  ];
};

const getReview = async (id: string): Promise<CustomerReview | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }));
  if (Item?.authorId === undefined) return undefined; // also for a product's rating
  const { awaits: _awaits, approvedOf: _approved, ...review } = Item as StoredReview;
  return review;
};

/** Reads the rating of a product; `undefined` if nobody has reviewed it. */
export const getRating = async (productId: string) => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: ratingKey(productId) }));
  return Item && ratingView(Item as RatingSums);
};

/** Lists the approved reviews of a product, newest first. */
export const listApprovedReviews = (productId: string, page: PageRequest): Promise<Page<WrittenReview>> =>
  queryPage({ table: TableName, index: 'byApprovedProduct', partition: ['approvedOf', productId] }, page);

/** Lists reviews that wait for a decision, oldest first. */
export const listPendingReviews = (page: PageRequest): Promise<Page<WrittenReview>> =>
  queryPage({ table: TableName, index: 'byPending', partition: ['awaits', 'decision'], oldestFirst: true }, page);

/** Lists what a customer has reviewed or may review, newest first. */
export const listReviewsOf = (authorId: string, page: PageRequest): Promise<Page<CustomerReview>> =>
  queryPage({ table: TableName, index: 'byAuthor', partition: ['authorId', authorId] }, page);
