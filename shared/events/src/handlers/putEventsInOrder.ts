import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { putInOrder } from '../putInOrder.ts';

/** How long one run receives events, in milliseconds: until shortly before the next one begins. */
const RUN_MS = 50_000;

/** Every minute: moves events into the queue that keeps the order of each key. */
export const handler = eventHandler(() => putInOrder(Date.now() + RUN_MS));
