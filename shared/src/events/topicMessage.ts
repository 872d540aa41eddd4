import { asciiJson } from '../asciiJson.ts';
import { correlationAttribute } from '../correlation.ts';

/** What all events have in common. */
export type Event = { type: string; id: string; version: number; correlationId: string };

/** `replayId` names the run that sends events again on purpose: of what was published for the first time there is none. */
export type PublishOptions = { replayId?: string };

/**
 * Returns an event as SNS publishes it, with the attributes by which a subscription can filter: type, version and correlation id, and of one
 * that is sent again on purpose `replayed` and `replayId`.
 */
export const topicMessage = (event: Event, { replayId }: PublishOptions = {}) => ({
  Message: asciiJson(event),
  MessageAttributes: {
    type: { DataType: 'String', StringValue: event.type },
    version: { DataType: 'Number', StringValue: String(event.version) },
    ...correlationAttribute(event.correlationId),
    ...(replayId === undefined ? {} : replayAttributes(replayId)),
  },
});

const replayAttributes = (replayId: string) => ({
  replayed: { DataType: 'String', StringValue: 'true' },
  replayId: { DataType: 'String', StringValue: replayId },
});
