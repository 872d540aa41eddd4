import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Loading, Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { type Order, useOrder } from './queries.ts';

/** Shows a page about an order as soon as it has been read, or says why it cannot be shown. */
export const OrderFrame = ({
  children,
}: {
  children: (order: Order, orderKey: string | undefined, refetch: () => unknown) => ReactNode;
}) => {
  const t = useTexts();
  const { data, error, refetch, isForbidden, orderKey, id } = useOrder();
  const isGuest = useStore(session) === 'guest';
  if (isForbidden) {
    return (
      <Page title={t.order.notFoundTitle} narrow>
        <p>{t.order.notFound}</p>
        {isGuest && (
          <Link className="button" href={`/sign-in?to=/orders/${id}`}>
            {t.sign.in}
          </Link>
        )}
      </Page>
    );
  }
  if (error && !data) {
    return (
      <Page title={t.order.untitled}>
        <Problem error={error} onRetry={refetch} />
      </Page>
    );
  }
  return data ? children(data, orderKey, refetch) : <Loading className="skeleton tall" />;
};
