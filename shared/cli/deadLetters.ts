import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

/**
 * A dead-letter queue and the source of its messages: a queue, or the events of a function. Names are without service and stage. Dead
 * letters of a stream do not contain the changes themselves: the function may read them again (`rereads`), as long as the stream has
 * them, and another function, `repairedBy`, may repair all of them in one call. If that one fails, its own events end in the same queue.
 */
export type DeadLetterQueue = {
  service: string;
  queue: string;
  from: { queue: string } | { function: string; rereads?: true; repairedBy?: string };
  /** Whether both are FIFO queues, whose names end in `.fifo`. */
  isFifo?: true;
};

const uploads = (service: string, publisher: string): DeadLetterQueue => ({
  service,
  queue: 'UploadDeadLetterQueue',
  from: { function: publisher },
});
const cleanUps = (service: string, cleaner: string): DeadLetterQueue => ({
  service,
  queue: 'CleanUpDeadLetterQueue',
  from: { function: cleaner },
});

const deletions = (service: string): DeadLetterQueue => ({
  service,
  queue: 'DeletionDeadLetterQueue',
  from: { queue: 'DeletionQueue' },
});

/** All dead-letter queues. A check compares them with the templates. */
export const DEAD_LETTER_QUEUES: readonly DeadLetterQueue[] = [
  { service: 'orderService', queue: 'OrderDeadLetterQueue', from: { queue: 'OrderQueue' } },
  { service: 'orderService', queue: 'NotificationDeadLetterQueue', from: { queue: 'NotificationQueue' } },
  { service: 'orderService', queue: 'InvoiceDeadLetterQueue', from: { queue: 'InvoiceQueue' } },
  { service: 'orderService', queue: 'SweepDeadLetterQueue', from: { function: 'sweepOrders' } },
  { service: 'orderService', queue: 'SweepDeadLetterQueue', from: { function: 'sweepWebhooks' } },
  { service: 'orderService', queue: 'WebhookDeadLetterQueue', from: { queue: 'WebhookQueue' } },
  { service: 'orderService', queue: 'WebhookDeliveryDeadLetterQueue', from: { queue: 'WebhookDeliveryQueue' } },
  uploads('productService', 'publishProductImage'),
  uploads('categoryService', 'publishCategoryImage'),
  uploads('bannerService', 'publishBannerImage'),
  {
    service: 'productService',
    queue: 'SearchIndexDeadLetterQueue',
    from: { function: 'indexProduct', repairedBy: 'reindexProducts' },
  },
  { service: 'authService', queue: 'NotificationDeadLetterQueue', from: { queue: 'NotificationQueue' } },
  { service: 'productService', queue: 'NotificationDeadLetterQueue', from: { queue: 'NotificationQueue' } },
  {
    service: 'productService',
    queue: 'StockAlertDeadLetterQueue',
    from: { function: 'announceStock', rereads: true, repairedBy: 'recheckStockAlerts' },
  },
  {
    service: 'productService',
    queue: 'ProductEventDeadLetterQueue',
    from: { function: 'announceProduct', rereads: true },
  },
  {
    service: 'categoryService',
    queue: 'CategoryEventDeadLetterQueue',
    from: { function: 'announceCategories', repairedBy: 'announceCategoryTree' },
  },
  { service: 'productService', queue: 'CategoryDeadLetterQueue', from: { function: 'recordCategory' } },
  { service: 'productService', queue: 'ProductFileDeadLetterQueue', from: { queue: 'ProductFileQueue' } },
  { service: 'productService', queue: 'ImportUploadDeadLetterQueue', from: { function: 'startImport' } },
  { service: 'productService', queue: 'PurchaseDeadLetterQueue', from: { function: 'recordPurchase' } },
  { service: 'productService', queue: 'ScheduledPriceDeadLetterQueue', from: { function: 'applyScheduledPrices' } },
  { service: 'events', queue: 'KafkaIntakeDeadLetterQueue', from: { queue: 'KafkaIntakeQueue' } },
  { service: 'events', queue: 'PutEventsDeadLetterQueue', from: { function: 'putEventsInOrder' } },
  { service: 'events', queue: 'KafkaDeadLetterQueue', from: { queue: 'KafkaQueue' }, isFifo: true },
  { service: 'events', queue: 'BusDeadLetterQueue', from: { queue: 'BusQueue' } },
  { service: 'authService', queue: 'ExportDeadLetterQueue', from: { queue: 'ExportQueue' } },
  deletions('authService'),
  deletions('productService'),
  deletions('orderService'),
  cleanUps('authService', 'removeUnconfirmed'),
  cleanUps('productService', 'cleanUpProducts'),
  cleanUps('categoryService', 'cleanUpCategories'),
];

/** What operators see of a message: nothing of its content, which may be personal data. */
export type DeadLetter = {
  sentAt: Date;
  /** The correlation id of the original request, or the request id of the failed function. */
  traceableBy: string;
};

/** How many messages of a queue are shown; all are counted. */
const SHOWN = 20;

/** How long a message is hidden from other receivers while it is read or redriven, in seconds. */
const HIDDEN = 30;

/**
 * Counts a queue's messages and reads the first of them. They are visible to other receivers again when this returns.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const readQueue = async (
  sqs: SQSClient,
  queueUrl: string,
): Promise<{ count: number; letters: DeadLetter[] }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  const messages: Message[] = [];
  for (let more = true; more && messages.length < SHOWN; ) {
    const received = await receive(sqs, queueUrl);
    messages.push(...received);
    more = received.length > 0;
  }
  await showAgain(sqs, queueUrl, messages);
  const letters = messages.map(toLetter).sort((left, right) => left.sentAt.getTime() - right.sentAt.getTime());
  return { count: Math.max(messages.length, Number(Attributes.ApproximateNumberOfMessages)), letters };
};

const receive = async (sqs: SQSClient, QueueUrl: string): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
};

const showAgain = async (sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> => {
  for (let start = 0; start < messages.length; start += 10) {
    const Entries = messages
      .slice(start, start + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
};

const toLetter = ({ Attributes, MessageAttributes, MessageId }: Message): DeadLetter => {
  const attribute = (name: string) => MessageAttributes?.[name]?.StringValue;
  return {
    sentAt: new Date(Number(Attributes?.SentTimestamp)),
    traceableBy: attribute('correlationId') ?? attribute('RequestID') ?? MessageId ?? '',
  };
};

/** The stage in which dead letters are redriven. */
export type RedriveTarget = {
  sqs: SQSClient;
  lambda: LambdaClient;
  stage: string;
  /** Whether SQS can move messages itself, as on AWS. */
  movesMessages: boolean;
  /** Whether functions can read a table's stream again, as on AWS. */
  hasStreams: boolean;
};

const physicalName = ({ service, isFifo }: DeadLetterQueue, stage: string, name: string) =>
  `${service}-${stage}-${name}${isFifo ? '.fifo' : ''}`;

/** Returns the queue's URL; `undefined` if the stage has no queue with this name. */
export const findQueue = async (
  sqs: SQSClient,
  stage: string,
  letters: DeadLetterQueue,
  name = letters.queue,
): Promise<string | undefined> => {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: physicalName(letters, stage, name) }));
    return QueueUrl;
  } catch (error) {
    if (error instanceof Error && /QueueDoesNotExist|NonExistentQueue/.test(error.name)) return undefined;
    throw error;
  }
};

/**
 * Returns all messages of a dead-letter queue to their source: a queue, or the function whose events they are. Each is deleted only after
 * it was accepted there, so none is lost, and one may arrive twice. One whose changes the stream no longer has stays, unless another
 * function repairs it.
 *
 * @param atMost the number of messages counted before, so that one that fails again at once is not redriven for ever
 * @returns a description of the result
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export const redriveMessages = async (
  target: RedriveTarget,
  letters: DeadLetterQueue,
  queueUrl: string,
  atMost: number,
): Promise<string> => {
  const { sqs, stage } = target;
  if ('queue' in letters.from && target.movesMessages) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    const SourceArn = Attributes.QueueArn ?? '';
    // Without a destination, SQS would not move messages that a topic put there
    const DestinationArn = SourceArn.replace(/[^:]+$/, physicalName(letters, stage, letters.from.queue));
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    return `SQS is moving them to ${letters.from.queue}`;
  }
  const deliver = await deliveryTo(target, letters);
  const kept: Message[] = [];
  let count = 0;
  while (count + kept.length < atMost) {
    const messages = await receive(sqs, queueUrl);
    if (messages.length === 0) break;
    for (const [index, message] of messages.entries()) {
      const result = await deliver(message).catch(async (error: unknown) => {
        await showAgain(sqs, queueUrl, [...kept, ...messages.slice(index)]);
        throw error;
      });
      if (result === 'gone') {
        kept.push(message);
        continue;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
      count += 1;
    }
  }
  await showAgain(sqs, queueUrl, kept);
  const delivered = `${count} delivered to ${physicalName(letters, stage, receiverOf(letters))}`;
  return kept.length === 0
    ? delivered
    : `${delivered}; ${kept.length} stay, since the stream no longer has their changes: see the runbook of the alarm`;
};

const receiverOf = ({ from }: DeadLetterQueue): string => {
  if ('queue' in from) return from.queue;
  return from.rereads ? from.function : (from.repairedBy ?? from.function);
};

const deliveryTo = async (
  { sqs, lambda, stage, hasStreams }: RedriveTarget,
  letters: DeadLetterQueue,
): Promise<(message: Message) => Promise<unknown>> => {
  if ('function' in letters.from) {
    const { rereads, repairedBy } = letters.from;
    const FunctionName = physicalName(letters, stage, repairedBy ?? letters.from.function);
    const invoke = ({ Body = '' }: Message) =>
      lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(Body) }));
    if (repairedBy === undefined && !rereads) return invoke;
    let repair: Promise<unknown> | undefined; // repairs all of them at once
    return async (message) => {
      if (!message.Body?.includes('"DDBStreamBatchInfo"')) return invoke(message); // its own event: where to continue
      const isGone =
        rereads &&
        !(hasStreams && (await rereadChanges(lambda, physicalName(letters, stage, receiverOf(letters)), message)));
      if (repairedBy === undefined) return isGone ? 'gone' : undefined;
      repair ??= invoke(message);
      await repair;
    };
  }
  const QueueUrl = await findQueue(sqs, stage, letters, letters.from.queue);
  return ({ Body: MessageBody, MessageAttributes }) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
};

/** Has a function read the changes of a dead letter again, and waits for it. @returns whether the stream still had them */
const rereadChanges = async (lambda: LambdaClient, FunctionName: string, { Body = '' }: Message): Promise<boolean> => {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(Body) }));
  if (FunctionError === undefined) return true;
  const { errorType, errorMessage } = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
  if (errorType === 'ChangesAreGone') return false;
  throw new Error(`${FunctionName} failed again, its dead letters stay: ${errorMessage}`);
};
