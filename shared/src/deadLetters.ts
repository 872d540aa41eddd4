import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { readEnvironment } from './config.ts';
import { listDeadLettersRoute } from './deadLetterRoutes.ts';
import { httpHandler, respond } from './http.ts';
import { log } from './log.ts';

const sqs = new SQSClient({});

const WatchedQueue = z.strictObject({ queue: z.string(), runbook: z.string(), url: z.string() });
type WatchedQueue = z.output<typeof WatchedQueue>;

const parseJson = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('This is not JSON.');
    return z.NEVER;
  }
};

/** The messages in a dead-letter queue; `count` is absent where they cannot be counted right now. */
type DeadLetters = { queue: string; runbook: string; count?: number };

/**
 * Creates the handler that counts the messages in the dead-letter queues of the stack, from `DEAD_LETTER_QUEUES`
 * (shared/serverless/deadLetters.cjs). A queue that cannot be read does not hide the others.
 */
export const deadLetterHandler = () => {
  const { DEAD_LETTER_QUEUES } = readEnvironment({
    DEAD_LETTER_QUEUES: z.string().transform(parseJson).pipe(z.array(WatchedQueue).min(1)),
  });
  return httpHandler(listDeadLettersRoute, async () =>
    respond({ queues: await Promise.all(DEAD_LETTER_QUEUES.map(countMessages)) }),
  );
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const countMessages = async ({ queue, runbook, url }: WatchedQueue): Promise<DeadLetters> => {
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return { queue, runbook, count: z.coerce.number().int().parse(Attributes?.ApproximateNumberOfMessages) };
  } catch (error) {
    log.error('dead letters not counted', { queue, error });
    return { queue, runbook };
  }
};
