import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { isNamed } from '@ecommerce/shared/errors.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';

const streams = new DynamoDBStreamsClient({});

/** A dead letter of a table's stream: the place of the changes, which the stream keeps for 24 hours. */
export const StreamDeadLetter = z.looseObject({
  DDBStreamBatchInfo: z.looseObject({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
  }),
});
export type StreamDeadLetter = z.output<typeof StreamDeadLetter>;

/** Says that the stream has forgotten changes: `npm run redrive` knows this error by its name. */
const changesAreGone = (cause: unknown): Error =>
  Object.assign(new Error('The stream no longer has these changes', { cause }), { name: 'ChangesAreGone' });

/**
 * Reads the changes of a dead letter from its stream, as the function received them.
 *
 * @throws Error with the name `ChangesAreGone` if the stream no longer has all of them
 */
export const readLostChanges = async (letter: StreamDeadLetter): Promise<DynamoDBRecord[]> => {
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber } = letter.DDBStreamBatchInfo;
  const place = { StreamArn: streamArn, ShardId: shardId, SequenceNumber: startSequenceNumber };
  try {
    const first = new GetShardIteratorCommand({ ...place, ShardIteratorType: 'AT_SEQUENCE_NUMBER' });
    let { ShardIterator: iterator } = await streams.send(first);
    const records: DynamoDBRecord[] = [];
    while (iterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      for (const { dynamodb = {} } of Records) {
        const at = dynamodb.ApproximateCreationDateTime;
        const seconds = at && { ApproximateCreationDateTime: at.getTime() / 1000 };
        records.push({ dynamodb: { ...dynamodb, ...seconds } } as DynamoDBRecord);
        if (dynamodb.SequenceNumber === endSequenceNumber) return records;
      }
      iterator = NextShardIterator;
    }
  } catch (error) {
    const isGone = isNamed(error, 'TrimmedDataAccessException') || isNamed(error, 'ResourceNotFoundException');
    throw isGone ? changesAreGone(error) : error;
  }
  throw changesAreGone('the shard ended before the last of them');
};
