import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Product } from './product.ts';

/** What a batch of a stream says of one product; `undefined` is not there. */
export type ProductRecord = {
  id: string;
  /** Before the first record. */
  before: Product | undefined;
  /** Between the records, the oldest first. */
  between: Product[];
  /** After the last record. */
  after: Product | undefined;
  /** Of the first record, from which on the stream sends again what failed. */
  sequenceNumber: string;
};

type Image = Parameters<typeof fromDynamoDbJson>[0];

/**
 * The products that a batch of the table's stream is about, each once. A product's records come in the order of its writes. What came
 * between the first and the last state counts too: a smaller batch may have ended with it and been left halfway.
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
