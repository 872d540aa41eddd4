import type { LineQuantity } from './fulfilment.ts';
import type { Order } from './order.ts';

export const RETURN_STATUSES = ['requested', 'approved', 'refused', 'received'] as const;

/** Units that a customer wants to send back, or has sent back. Times are ISO 8601; who did something is an account. */
export type OrderReturn = {
  id: string;
  items: LineQuantity[];
  /** The customer's words. */
  reason: string;
  status: (typeof RETURN_STATUSES)[number];
  createdAt: string;
  /** When it was approved or refused. */
  decidedAt?: string;
  decidedBy?: string;
  receivedAt?: string;
  receivedBy?: string;
  /** Whether its units go back into stock. */
  restock?: boolean;
  /** When they did. */
  restockedAt?: string;
  /** What went back for it, in integer minor units. Its refund has the return's id as its key. */
  refund?: number;
  /** Distinguishes a repeated request from another one with the same idempotency key. */
  requestHash: string;
};

/** The maximum number of returns of an order. */
export const MAX_RETURNS = 20;

/** The returns whose units are still to go back into stock. */
export const returnsToRestock = ({ returns = [] }: Pick<Order, 'returns'>): OrderReturn[] =>
  returns.filter(({ restock, restockedAt }) => restock && restockedAt === undefined);
