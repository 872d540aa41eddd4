import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { batchesOf } from '@ecommerce/shared/events/batchesOf.ts';
import type { ForwardedEvent } from './forwardedEvent.ts';

const { EVENT_BUS_NAME: EventBusName } = readEnvironment({ EVENT_BUS_NAME: name });
const bridge = new EventBridgeClient({});

/**
 * Puts events on the bus, ten in a request.
 *
 * @returns the positions of those that the bus has not taken, with the reason
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putOnBus = async (events: readonly ForwardedEvent[]): Promise<{ position: number; error: unknown }[]> => {
  const failures: { position: number; error: unknown }[] = [];
  for (const batch of batchesOf([...events.entries()], sizeOf)) {
    const positions = batch.map(([position]) => position);
    const Entries = batch.map(([, event]) => entryOf(event));
    try {
      const { Entries: results = [] } = await bridge.send(new PutEventsCommand({ Entries }));
      failures.push(
        ...positions.flatMap((position, index) => {
          const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'NoAnswer', ErrorMessage: undefined };
          return ErrorCode === undefined ? [] : { position, error: `${ErrorCode}: ${ErrorMessage}` };
        }),
      );
    } catch (error) {
      failures.push(...positions.map((position) => ({ position, error })));
    }
  }
  return failures;
};

const entryOf = (event: ForwardedEvent): PutEventsRequestEntry => ({
  EventBusName,
  Source: `ecommerce.${event.aggregate}`,
  DetailType: event.type,
  Detail: detailOf(event),
  Time: new Date(event.occurredAt),
});

/** A rule cannot see message attributes: an event that is sent again says so itself. */
const detailOf = ({ body, isReplayed }: ForwardedEvent): string =>
  isReplayed ? `{"replayed":true,${body.trimStart().slice(1)}` : body;

/** ASCII; source, type and time. */
const sizeOf = ([, { body }]: [number, ForwardedEvent]): number => body.length + 500;
