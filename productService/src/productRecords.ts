import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Product } from './product.ts';

/** What a batch of a stream says of one product: how it was before the first record and after the last; `undefined` is not there. */
export type ProductRecord = {
  id: string;
  before: Product | undefined;
  after: Product | undefined;
  /** Of the first record, from which on the stream sends again what failed. */
  sequenceNumber: string;
};

type Image = Parameters<typeof fromDynamoDbJson>[0];

/**
 * The products that a batch of the table's stream is about, each once. A product's records come in the order of its writes, so only
 * the first and the last state count.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export const productRecords = (records: DynamoDBRecord[]): ProductRecord[] => {
  const products = new Map<string, ProductRecord>();
  for (const { dynamodb } of records) {
    const before = productOf(dynamodb?.OldImage as Image | undefined);
    const after = productOf(dynamodb?.NewImage as Image | undefined);
    const id = (before ?? after)?.id;
    if (id === undefined) throw new Error('A record of the stream has no image: the stream must carry both');
    const known = products.get(id);
    products.set(
      id,
      known ? { ...known, after } : { id, before, after, sequenceNumber: dynamodb?.SequenceNumber ?? '' },
    );
  }
  return [...products.values()];
};

const productOf = (image: Image | undefined): Product | undefined => image && (fromDynamoDbJson(image) as Product);
