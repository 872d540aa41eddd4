import { ShopError, unwrap } from '@ecommerce/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { shop } from '../shop.ts';
import { newEntries, type Order } from './order.ts';

type Call = Parameters<typeof unwrap>[0];

/**
 * Runs an action on an order and then reads the order again. If somebody else was faster (409), it says what has changed.
 * Resolves to whether the action succeeded.
 */
export const useOrderAction = (order: Order) => {
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const refresh = useRefresh();
  const translate = useTranslate();
  const queries = useQueryClient();

  const explain = async (error: ShopError) => {
    if (error.status !== 409) return notify(errorText(error, translate), { type: 'error' });
    const { data: now } = await shop.orders.GET('/orders/{id}', { params: { path: { id: order.id } } });
    const changes = now ? newEntries(order, now).map(({ type }) => translate(`console.timeline.${type}`)) : [];
    const text = changes.length > 0 ? translate('console.order.changedBy', { changes: changes.join(', ') }) : '';
    notify(`${errorText(error, translate)} ${text}`.trim(), { type: 'warning', autoHideDuration: 10_000 });
  };

  const run = async (call: () => Call, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      await unwrap(call());
      notify(done, { type: 'success' });
      return true;
    } catch (error) {
      if (!(error instanceof ShopError) || error.failure.issues) throw error; // the dialog shows it at its fields
      await explain(error);
      return error.status === 409; // the form was made for an order that is no more
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ['orders'] });
      refresh();
    }
  };
  return { run, busy };
};
