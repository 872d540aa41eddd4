import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { ForwardedEvent } from './forwardedEvent.ts';

const { EVENT_BUS_NAME: EventBusName } = readEnvironment({ EVENT_BUS_NAME: name });
const bridge = new EventBridgeClient({});

/** The limits of one PutEvents. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

/**
 * Puts events on the bus, ten in a request.
 *
 * @returns the positions of those that the bus has not taken, with the reason
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putOnBus = async (events: readonly ForwardedEvent[]): Promise<{ position: number; error: unknown }[]> => {
  const failures: { position: number; error: unknown }[] = [];
  for (const positions of groupsOf(events)) {
    const Entries = positions.flatMap((position) => entriesOf(events[position]));
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

const entriesOf = (event: ForwardedEvent | undefined): PutEventsRequestEntry[] =>
  event
    ? [
        {
          EventBusName,
          Source: `ecommerce.${event.aggregate}`,
          DetailType: event.type,
          Detail: detailOf(event),
          Time: new Date(event.occurredAt),
        },
      ]
    : [];

/** A rule cannot see message attributes: an event that is sent again says so itself. */
const detailOf = ({ body, isReplayed }: ForwardedEvent): string =>
  isReplayed ? `{"replayed":true,${body.trimStart().slice(1)}` : body;

const groupsOf = (events: readonly ForwardedEvent[]): number[][] => {
  const groups: number[][] = [];
  let bytes = 0;
  for (const [position, { body }] of events.entries()) {
    const size = body.length + 500; // ASCII; source, type and time
    const group = groups.at(-1);
    if (group && group.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      group.push(position);
      bytes += size;
    } else {
      groups.push([position]);
      bytes = size;
    }
  }
  return groups;
};
