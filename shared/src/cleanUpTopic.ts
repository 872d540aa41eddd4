import { randomUUID } from 'node:crypto';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { asciiJson } from './asciiJson.ts';
import { correlationAttribute, correlationId } from './correlation.ts';
import type { CleanUpEvent, DeletedRow } from './events/cleanUpEvents.ts';

const sns = new SNSClient({});

/** SNS accepts 256 kB; this leaves room for the envelope. */
const MAX_ROWS_BYTES = 200_000;

/**
 * Publishes deleted rows to the clean-up topic: as one `CleanUpEvent`, or as several if one would be too large. Publishes nothing if
 * there are none.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const publishDeleted = async (
  topicArn: string,
  type: CleanUpEvent['type'],
  rows: DeletedRow[],
): Promise<void> => {
  for (const deleted of batchesOf(rows)) {
    const event: CleanUpEvent = {
      type,
      id: randomUUID(),
      version: 1,
      occurredAt: new Date().toISOString(),
      correlationId: correlationId(),
      data: { deleted },
    };
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `${deleted.length} deleted for want of an image`,
        Message: asciiJson(event),
        MessageAttributes: {
          type: { DataType: 'String', StringValue: type },
          ...correlationAttribute(event.correlationId),
        },
      }),
    );
  }
};

const batchesOf = (rows: DeletedRow[]): DeletedRow[][] => {
  const all: DeletedRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const size = asciiJson(row).length + 1;
    if (bytes + size > MAX_ROWS_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(row);
    bytes += size;
  }
  return all;
};
