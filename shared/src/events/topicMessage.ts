import { asciiJson } from '../asciiJson.ts';
import { correlationAttribute } from '../correlation.ts';

/** What all events have in common. */
export type Event = { type: string; id: string; version: number; correlationId: string };

/**
 * Returns an event as SNS publishes it, with the attributes by which a subscription can filter: type, version and correlation id, and of one
 * that is sent again on purpose `replayed`.
 */
export const topicMessage = (event: Event, { isReplayed = false } = {}) => ({
  Message: asciiJson(event),
  MessageAttributes: {
    type: { DataType: 'String', StringValue: event.type },
    version: { DataType: 'Number', StringValue: String(event.version) },
    ...correlationAttribute(event.correlationId),
    ...(isReplayed ? { replayed: { DataType: 'String', StringValue: 'true' } } : {}),
  },
});
