import type { Order } from './order.ts';

/** Returns the year in which an order is numbered: that of its creation in UTC. */
export const numberYearOf = ({ createdAt }: Pick<Order, 'createdAt'>): string => createdAt.slice(0, 4);

/** Returns `2026-000123`. */
export const formatNumber = (year: string, sequence: number): string => `${year}-${String(sequence).padStart(6, '0')}`;
