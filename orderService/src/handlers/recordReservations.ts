import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { recordReservations } from '../workflow/recordReservations.ts';

type Input = {
  orders: Parameters<typeof recordReservations>[0];
  reservations: Parameters<typeof recordReservations>[1];
};

/** Workflow task: records the results of the stock reservations in the orders. */
export const handler = eventHandler(({ orders, reservations }: Input) => recordReservations(orders, reservations));
