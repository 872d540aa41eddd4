import { messageHandler } from '../workflow/messageHandler.ts';
import { correlationOf, orderOf } from '../workflow/orderMessage.ts';
import { processOrder } from '../workflow/processOrders.ts';

/** The order queue's consumer. */
export const handler = messageHandler((record) => processOrder(orderOf(record)), correlationOf);
