import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { forwardToKafka, type SendEvents } from '../src/forwardToKafka.ts';

const recordOf = ({ MessageBody, MessageGroupId, MessageDeduplicationId }: SendMessageBatchRequestEntry): SQSRecord =>
  ({
    ...{ messageId: MessageDeduplicationId, body: MessageBody, attributes: { MessageGroupId }, messageAttributes: {} },
  }) as unknown as SQSRecord;

/** The two queues before the brokers, as SQS keeps them: the one that the topics deliver to, and the one in order. */
export const makeQueues = () => {
  const sqs = mockClient(SQSClient);
  const intake: Message[] = [];
  let ordered: SQSRecord[] = [];
  const known = new Set<string>();
  sqs.on(ReceiveMessageCommand).callsFake(async () => {
    if (intake.length === 0) await wait(50);
    return { Messages: intake.splice(0, 10) };
  });
  sqs.on(DeleteMessageBatchCommand).resolves({});
  sqs.on(SendMessageBatchCommand).callsFake(async ({ Entries }: { Entries: SendMessageBatchRequestEntry[] }) => {
    const fresh = Entries.filter(({ MessageDeduplicationId = '' }) => !known.has(MessageDeduplicationId));
    for (const { MessageDeduplicationId = '' } of fresh) known.add(MessageDeduplicationId);
    ordered.push(...fresh.map(recordOf));
    return {};
  });
  return {
    /** Delivers events as the topics do. */
    publish: (bodies: readonly string[]) => {
      intake.push(...bodies.map((Body, index) => ({ Body, MessageId: `${index}`, ReceiptHandle: `${index}` })));
    },
    /**
     * Forwards what is in order: ten at a time, and nothing of a key before what has failed of it.
     *
     * @param isDelivered is called after each batch, with how many are left
     * @returns how many attempts failed
     */
    forward: async (send: SendEvents, isDelivered: (left: number) => Promise<void>): Promise<number> => {
      let failures = 0;
      while (ordered.length > 0) {
        const failed = new Set((await forwardToKafka(ordered.slice(0, 10), send)).map((item) => item.itemIdentifier));
        failures += failed.size;
        ordered = ordered.filter(({ messageId }, position) => position >= 10 || failed.has(messageId));
        await isDelivered(ordered.length);
        if (failed.size > 0) await wait(200);
      }
      return failures;
    },
  };
};
