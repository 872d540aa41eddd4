import type { MoneyFacts } from '../test/e2e/moneyInvariants.ts';

/** Counts what happened to paid orders, from tables and the provider's ledger. */
export const countsOf = ({ orders, ledger, invoices, discountUses }: MoneyFacts): [what: string, count: number][] => {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const documents = invoices.filter(({ orderId }) => ids.has(orderId));
  const returns = orders.flatMap((order) => order.returns ?? []);
  const refunds = orders.flatMap(({ payment }) => Object.values(payment.refunds));
  const parcels = orders.flatMap(({ fulfilments = [] }) => fulfilments);
  const ordersWith = (has: (order: MoneyFacts['orders'][number]) => boolean) => orders.filter(has).length;
  return [
    ['orders with shipping and taxes', ordersWith(({ price }) => price?.shipping !== undefined)],
    ['orders with discounts', ordersWith(({ price }) => (price?.discounts.length ?? 0) > 0)],
    ['standing uses of limited discounts', discountUses.reduce((sum, { uses }) => sum + uses, 0)],
    ['orders that were paid', ledger.filter(({ captured }) => captured > 0).length],
    ['orders that were paid too late', ordersWith(({ payment }) => payment.capturedAmount > 0 && !payment.paidAt)],
    ['declined payments', ledger.reduce((sum, { declines }) => sum + declines, 0)],
    ['orders that were cancelled', ordersWith(({ status }) => status === 'cancelled')],
    ['orders that were rejected', ordersWith(({ status }) => status === 'rejected')],
    ['parcels', parcels.length],
    ['parcels that were delivered', parcels.filter(({ deliveredAt }) => deliveredAt !== undefined).length],
    ['returns that were received', returns.filter(({ status }) => status === 'received').length],
    ['returns that were refused', returns.filter(({ status }) => status === 'refused').length],
    ['refunds', refunds.filter(({ state }) => state === 'succeeded').length],
    ['invoices', documents.filter(({ kind }) => kind === 'invoice').length],
    ['credit notes', documents.filter(({ kind }) => kind === 'creditNote').length],
  ];
};
