/** What the processes of `npm run bench -- webhooks` share: their messages, and a queue of lanes between them. */
import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';

/** Events for `ms` milliseconds: `rate` a second, or as many as are received, of which `backlog` may be on their way. */
export type Offer = { urls: string[]; ms: number } & ({ rate: number } | { backlog: number });

/** A message of the queue of lanes. */
export type QueuedLane = { lane: string; delaySeconds: number };

/** What a process used since its last task began: processor time in milliseconds, and how many calls of DynamoDB. */
export type Usage = { cpuMs: number; calls: number };

/** Sends messages about lanes to the parent, which hands them to the process that delivers. */
export const passLanesOn = (): void => {
  const send = async ({ input }: SendMessageBatchCommand) => {
    for (const { MessageBody = '', DelaySeconds = 0 } of input.Entries ?? [])
      process.send?.({ lane: JSON.parse(MessageBody).lane, delaySeconds: DelaySeconds } satisfies QueuedLane);
    return {};
  };
  Object.assign(SQSClient.prototype, { send });
};

/** Counts what this process uses from now on. @returns what begins anew, and what tells the usage */
export const meter = () => {
  let [before, calls] = [process.cpuUsage(), 0];
  dynamodb.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  return {
    restart: () => {
      [before, calls] = [process.cpuUsage(), 0];
    },
    usage: (): Usage => {
      const { user, system } = process.cpuUsage(before);
      return { cpuMs: (user + system) / 1000, calls };
    },
  };
};
