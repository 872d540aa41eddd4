import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { recordFailures } from '../recovery/recordFailures.ts';

type Input = { orders: Parameters<typeof recordFailures>[0]; error: { Error: string } };

/** Workflow task: a step of these orders failed; each is tried again later, or given up. */
export const handler = eventHandler(({ orders, error }: Input) => recordFailures(orders, error.Error));
