import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export const createQueue = async (sqs: SQSClient, QueueName: string, Attributes: Record<string, string> = {}) =>
  String((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);
export const send = (sqs: SQSClient, QueueUrl: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
export const receive = async (sqs: SQSClient, QueueUrl: string, more = {}): Promise<Message[]> => {
  const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
  return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
};
export const remove = (sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message = {}) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
/** Ends the time that a message is hidden. */
export const show = (sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message = {}) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
export const arnOf = (queueUrl: string) => `arn:aws:sqs:eu-west-1:000000000000:${queueUrl.split('/').pop()}`;
export const redrive = (queueUrl: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(queueUrl), maxReceiveCount }),
});
export const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
