import type { SQSRecord } from 'aws-lambda';
import { EXAMPLES, STOCK_EXAMPLES } from '../../asyncapi/examples.ts';

/** What the modules of the stack read when they are loaded; to be imported before them. */
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  EVENT_BUS_NAME: 'ecommerce-dev',
  INTAKE_QUEUE_URL: 'https://sqs.example/KafkaIntakeQueue',
  KAFKA_QUEUE_URL: 'https://sqs.example/KafkaQueue.fifo',
});

type Type = keyof typeof EXAMPLES;

/** An order's event as a topic delivers it. */
export const bodyOf = (type: Type, orderId: string, more: object = {}): string =>
  JSON.stringify({ ...EXAMPLES[type], ...more, data: { ...EXAMPLES[type].data, orderId } });

export const stockBody = JSON.stringify(STOCK_EXAMPLES.STOCK_CHANGED);

/** A record of a queue, under a group of its key. */
export const recordOf = (messageId: string, body: string, group = 'orders/a', replayed = false): SQSRecord =>
  ({
    ...{ messageId, body, attributes: { MessageGroupId: group } },
    messageAttributes: replayed ? { replayed: { stringValue: 'true', dataType: 'String' } } : {},
  }) as unknown as SQSRecord;
