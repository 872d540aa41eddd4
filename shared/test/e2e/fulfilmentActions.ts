import { type Account, call } from '../../cli/shopClient.ts';
import type { Bought } from './checkoutCustomers.ts';
import type { PaidRow } from './moneyInvariants.ts';
import { orderRows } from './orderInvariants.ts';
import type { PlatformClients } from './platformClients.ts';

/** Units of a product of an order. */
export type Units = { productId: string; quantity: number };

/** What staff and customers do with an order that ships. Each request returns its status; ids are read from the order's row. */
export const fulfilmentActions = (shop: Pick<PlatformClients, 'platform' | 'dynamodb'>) => {
  const send = async ({ id }: Bought, path: string, by: Account, body?: object, key?: string): Promise<number> => {
    const { status } = await call(`${shop.platform.order}/orders/${id}${path}`, {
      ...{ method: 'POST', token: by.idToken, ...(body === undefined ? {} : { body }) },
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
    return status;
  };

  return {
    /** The order's row. @throws Error where there is none */
    rowOf: async ({ id }: Pick<Bought, 'id'>): Promise<PaidRow> => {
      const [row] = await orderRows(shop, [id]);
      if (!row) throw new Error('has no row');
      return row as PaidRow;
    },

    /** Sends a parcel with `items`, or with all that is left. */
    fulfil: (order: Bought, staff: Account, key: string, items?: Units[]) =>
      send(order, '/fulfilments', staff, { carrier: 'DHL', ...(items === undefined ? {} : { items }) }, key),

    deliver: (order: Bought, staff: Account, parcel: string) => send(order, `/fulfilments/${parcel}/delivered`, staff),

    requestReturn: (order: Bought, key: string, items: Units[]) =>
      send(order, '/returns', order.customer, { items, reason: 'too small' }, key),

    decideReturn: (order: Bought, staff: Account, id: string, decision: 'approve' | 'refuse') =>
      send(order, `/returns/${id}/${decision}`, staff),

    receiveReturn: (order: Bought, staff: Account, id: string, restock: boolean) =>
      send(order, `/returns/${id}/receive`, staff, { restock }),
  };
};
