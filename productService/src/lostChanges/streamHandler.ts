import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { readLostChanges, StreamDeadLetter } from './streamStore.ts';

/**
 * Creates the handler of a table's stream, which also takes a dead letter of it (`npm run redrive`): then the changes are read from the
 * stream again. So what they cause has the ids that it would have had.
 *
 * @param handle returns what failed; of a dead letter that is an error
 */
export const streamHandler = (handle: (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse>) =>
  eventHandler(async (event: DynamoDBStreamEvent | StreamDeadLetter): Promise<DynamoDBBatchResponse> => {
    const { data: letter } = StreamDeadLetter.safeParse(event);
    if (!letter) return handle((event as DynamoDBStreamEvent).Records);
    const result = await handle(await readLostChanges(letter));
    if (result.batchItemFailures.length > 0) throw new Error('The changes of a dead letter failed again: see the log');
    return result;
  });
