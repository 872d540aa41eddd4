import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { byClients, CLIENTS } from './clients.ts';
import { tableName } from './shop.ts';

/** The AWS resources of the calls: like orderService's, but without consumers. */
const names = { Orders: 'bench-Orders', queue: 'bench-OrderQueue', topic: 'bench-OrderEvents' };

/**
 * Prepares the bare calls to AWS of a successful order (orderService/README.md, "AWS calls", and the queue's receives and deletes): one
 * after the other, `CLIENTS` orders at a time, without routes and without our functions except `readProducts`, which is itself one of the
 * calls. Step Functions is left out: starting the workflow would place an order.
 *
 * @returns `run`, which returns orders per second
 */
export const openBareCalls = async (addresses: PlatformFile) => {
  const aws = await openAws(addresses);
  return {
    async run({ products, count }: { products: string[]; count: number }): Promise<number> {
      const started = performance.now();
      const ones = Array.from({ length: CLIENTS });
      await byClients(ones, count, (index) => oneOrder(aws, products[index % products.length] ?? ''));
      return count / ((performance.now() - started) / 1000);
    },
    close(): void {
      for (const client of [aws.dynamodb, aws.lambda, aws.ses, aws.sns, aws.sqs]) client.destroy();
    },
  };
};

type Aws = Awaited<ReturnType<typeof openAws>>;

const openAws = async (addresses: PlatformFile) => {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(addresses, 'dynamodb')));
  const sns = new SNSClient(localClient(addresses, 'sns'));
  const sqs = new SQSClient(localClient(addresses, 'sqs'));
  const index = (IndexName: string, AttributeName: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName, KeyType: 'HASH' as const },
      { AttributeName: 'createdAt', KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: names.Orders,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['orderId', 'customerId', 'customerStatus', 'createdAt'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [index('byCustomer', 'customerId'), index('byCustomerStatus', 'customerStatus')],
    }),
  );
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: names.topic }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: names.queue }));
  const lambda = new LambdaClient(localClient(addresses, 'lambda'));
  const ses = new SESClient(localClient(addresses, 'ses'));
  return { dynamodb, lambda, ses, sns, sqs, TopicArn, QueueUrl };
};

const oneOrder = async ({ dynamodb, lambda, ses, sns, sqs, TopicArn, QueueUrl }: Aws, productId: string) => {
  const order = row(productId);
  const { orderId } = order;
  const update = (attribute: string) =>
    dynamodb.send(
      new UpdateCommand({
        TableName: names.Orders,
        Key: { orderId },
        UpdateExpression: 'SET #attribute = :value',
        ConditionExpression: 'attribute_exists(orderId)',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': `shipping ${orderId}` },
        ReturnValues: 'ALL_NEW',
      }),
    );
  const publish = () => sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(order) }));
  const mail = () => ses.send(new SendEmailCommand(message(orderId)));

  const FunctionName = tableName('productService', 'readProducts');
  await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ productIds: [productId], correlationId: orderId }) }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) }));
  await dynamodb.send(new PutCommand({ TableName: names.Orders, Item: order }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
  await update('claim');
  await publish();
  await mail();
  await update('claim');
  await dynamodb.send(new TransactWriteCommand({ TransactItems: reservation(order) }));
  await update('customerStatus');
  await publish();
  await update('claim');
  await mail();
  await update('claim');
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
};

const row = (productId: string) => ({
  orderId: randomUUID(),
  customerId: 'f2b1c7a0-6d1c-4c0e-9c55-0d2b6b1f7a11',
  customerStatus: 'f2b1c7a0-6d1c-4c0e-9c55-0d2b6b1f7a11#pending',
  status: 'pending',
  items: [{ productId, productName: 'Running shoes', unitPrice: 4999, quantity: 1 }],
  total: 4999,
  currency: 'EUR',
  email: 'buyer@example.com',
  createdAt: new Date().toISOString(),
});

const reservation = ({ orderId, items }: ReturnType<typeof row>) => [
  {
    Put: {
      TableName: tableName('productService', 'StockReservations'),
      Item: { orderId, items, status: 'reserved' },
      ConditionExpression: 'attribute_not_exists(orderId)',
    },
  },
  ...items.map(({ productId, quantity }) => ({
    Update: {
      TableName: tableName('productService', 'Stock'),
      Key: { variantId: productId },
      UpdateExpression: 'SET available = available - :quantity',
      ConditionExpression: 'sellable = :true AND available >= :quantity',
      ExpressionAttributeValues: { ':quantity': quantity, ':true': true },
    },
  })),
];

const message = (orderId: string) => ({
  Source: 'shop@example.com',
  Destination: { ToAddresses: ['buyer@example.com'] },
  Message: { Subject: { Data: `Your order ${orderId}` }, Body: { Text: { Data: `Order: ${orderId}` } } },
});
