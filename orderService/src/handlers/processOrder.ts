import { messageHandler } from '../messageHandler.ts';
import { correlationOf, orderOf } from '../orderMessage.ts';
import { processOrder } from '../processOrder.ts';

/** The order queue's consumer. */
export const handler = messageHandler((record) => processOrder(orderOf(record)), correlationOf);
