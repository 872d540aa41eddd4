import { unwrap } from '@ecommerce/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useFormat } from '../format.ts';
import { OrderStatus } from '../order/orderStatus.tsx';
import { Empty, Loading } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { fullName } from '../product/variants.ts';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { SignedIn } from './signedIn.tsx';
import '../order/order.css';
import './account.css';

/** The orders of the account, newest first. */
export const OrdersPage = () => {
  const t = useTexts();
  return (
    <SignedIn title={t.account.orders}>
      <Orders />
    </SignedIn>
  );
};

const Orders = () => {
  const t = useTexts();
  const { money, date } = useFormat();
  const isCustomer = useStore(session) === 'customer';
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [PRIVATE, 'orders'],
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === undefined ? {} : { cursor: pageParam };
      return unwrap(shop.orders.GET('/orders', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: isCustomer,
    staleTime: 0,
  });
  const orders = data?.pages.flatMap((page) => page.orders);
  if (error && !orders) return <Problem error={error} onRetry={refetch} />;
  if (!orders) return <Loading />;
  if (orders.length === 0) {
    return (
      <Empty title={t.account.noOrders}>
        <p>{t.account.noOrdersHint}</p>
        <Link className="button" href="/search">
          {t.cart.toProducts}
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <ul className="doors list">
        {orders.map((order) => (
          <li key={order.id}>
            <Link href={`/orders/${order.id}`}>
              <span className="row">
                <strong>{order.number === undefined ? t.order.untitled : t.order.title(order.number)}</strong>
                <OrderStatus order={order} />
              </span>
              <span className="hint">
                {date(order.createdAt)} · {money(order.total, order.currency)}
              </span>
              <span>{order.items.map((item) => fullName(item.productName, item.variantName)).join(', ')}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <p className="more">
          <button type="button" className="button quiet" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.showMore}
          </button>
        </p>
      )}
    </>
  );
};
