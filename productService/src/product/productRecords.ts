import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Product } from './product.ts';

/** The states of one product in a batch of stream records. `undefined` means that there was no row. */
export type ProductRecord = {
  id: string;
  /** The state before the first record. */
  before: Product | undefined;
  /** The states between the records, oldest first. */
  between: Product[];
  /** The state after the last record. */
  after: Product | undefined;
  /** Sequence number of the first record: where the stream resumes if this product fails. */
  sequenceNumber: string;
};

type Image = Parameters<typeof fromDynamoDbJson>[0];

/**
 * Groups a batch of the table's stream by product. The stream keeps the order of a product's writes. States between the first and the
 * last matter too: an earlier, smaller batch may have ended with one of them and failed halfway.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export const productRecords = (records: DynamoDBRecord[]): ProductRecord[] => {
  const products = new Map<string, ProductRecord>();
  for (const { dynamodb } of records) {
    const before = productOf(dynamodb?.OldImage as Image | undefined);
    const after = productOf(dynamodb?.NewImage as Image | undefined);
    const id = (before ?? after)?.id;
    if (id === undefined)
      throw new Error('A record of the stream has no image: the stream must contain old and new images');
    const known = products.get(id);
    const between = known?.after ? [...known.between, known.after] : (known?.between ?? []);
    products.set(id, {
      ...(known ?? { id, before, sequenceNumber: dynamodb?.SequenceNumber ?? '' }),
      between,
      after,
    });
  }
  return [...products.values()];
};

const productOf = (image: Image | undefined): Product | undefined => image && (fromDynamoDbJson(image) as Product);
