import { parseJson } from '@ecommerce/shared/queueMessage.ts';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';

/** What SQS takes as part of a group's name or of the id of a message. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const Id = z.string().regex(/^[\x21-\x7e]{1,110}$/);

/** What every event has. Types and fields that this version does not know are forwarded as they are. */
const Envelope = z.looseObject({
  type: z.string().min(1),
  id: Id,
  version: z.int(),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.looseObject({
    orderId: Id.optional(),
    productId: Id.optional(),
    variantId: Id.optional(),
    sequence: z.string().optional(),
  }),
});

/** What an event is about: each is a topic of Kafka, and a source on the bus. */
type Aggregate = 'orders' | 'products' | 'stock';

/** An event on its way. */
export type ForwardedEvent = z.infer<typeof Envelope> & {
  aggregate: Aggregate;
  /** The order, product or variant: what happens to it stays in order. */
  key: string;
  /** Whether it was sent before, and is sent again on purpose. */
  isReplayed: boolean;
  /** The run that sends it again. */
  replayId?: string | undefined;
  /** The message as it was published. */
  body: string;
};

/** Reads an event that a topic has delivered as it is. @throws ZodError if it is none */
export const eventOf = (body: string, isReplayed: boolean, replayId?: string): ForwardedEvent => {
  const envelope = Envelope.parse(parseJson(body));
  return { ...envelope, ...subjectOf(envelope), isReplayed, replayId, body };
};

/** Reads the event in a message of a queue. @throws ZodError */
export const eventIn = ({ body, messageAttributes }: Pick<SQSRecord, 'body' | 'messageAttributes'>): ForwardedEvent =>
  eventOf(body, messageAttributes.replayed?.stringValue === 'true');

const subjectOf = ({ type, data }: z.infer<typeof Envelope>): Pick<ForwardedEvent, 'aggregate' | 'key'> => {
  const { orderId, productId, variantId } = data;
  if (orderId !== undefined) return { aggregate: 'orders', key: orderId };
  if (type.startsWith('STOCK_') && variantId !== undefined) return { aggregate: 'stock', key: variantId };
  if (productId !== undefined) return { aggregate: 'products', key: productId };
  throw new Error(`An event of type ${type} names neither an order nor a product`);
};

/** Compares events by when they happened; of one product or variant in the same second, by their sequence. */
export const byTime = (one: ForwardedEvent, other: ForwardedEvent): number =>
  Date.parse(one.occurredAt) - Date.parse(other.occurredAt) ||
  (one.data.sequence ?? '').localeCompare(other.data.sequence ?? '');
