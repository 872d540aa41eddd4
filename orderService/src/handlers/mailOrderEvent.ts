import { mailOrderEvent } from '../mailOrderEvent.ts';
import { messageHandler } from '../messageHandler.ts';
import { correlationOf, eventOf } from '../orderEventMessage.ts';

/** The notification queue's consumer. */
export const handler = messageHandler((record) => mailOrderEvent(eventOf(record)), correlationOf);
