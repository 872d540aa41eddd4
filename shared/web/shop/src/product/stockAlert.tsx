import { unwrap } from '@ecommerce/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { productQuery } from '../catalogue/queries.ts';
import { codeOf } from '../parts/errorTexts.ts';
import { Refusal } from '../parts/problem.tsx';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';

/** What the signed-in account waits for. */
const alertsQuery = queryOptions({
  queryKey: [PRIVATE, 'stock alerts'],
  queryFn: async ({ signal }) => (await unwrap(shop.products.GET('/stock-alerts', { signal }))).alerts,
});

const setAlert = ({ variantId, isAsked }: { variantId: string; isAsked: boolean }) => {
  const params = { path: { variantId } };
  return isAsked
    ? unwrap(shop.products.PUT('/stock-alerts/{variantId}', { params }))
    : unwrap(shop.products.DELETE('/stock-alerts/{variantId}', { params }));
};

type Props = { productId: string; variantId: string; path: string };

/** Offers an email for when a variant that is sold out is back. @param path where it is sold */
export const StockAlert = ({ productId, variantId, path }: Props) => {
  const t = useTexts();
  const client = useQueryClient();
  const isCustomer = useStore(session) === 'customer';
  const { data } = useQuery({ ...alertsQuery, enabled: isCustomer });
  const change = useMutation({
    mutationFn: setAlert,
    onError: (error) => {
      if (codeOf(error) === 'IN_STOCK') void client.invalidateQueries({ queryKey: productQuery(productId).queryKey });
    },
    onSettled: () => client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
  });
  if (!isCustomer) {
    return (
      <p>
        <Link href={`/sign-in?${new URLSearchParams({ to: path })}`}>{t.stockAlert.signIn}</Link>
      </p>
    );
  }
  const isAsked = data?.some((alert) => alert.variantId === variantId);
  const ask = (next: boolean) => change.mutate({ variantId, isAsked: next });
  return (
    <div className="buy">
      <div role="status">{isAsked && <p className="notice good">{t.stockAlert.asked}</p>}</div>
      <Refusal error={change.error} />
      {isAsked !== undefined && (
        <button
          type="button"
          className={isAsked ? 'button quiet' : 'button'}
          disabled={change.isPending}
          onClick={() => ask(!isAsked)}
        >
          {isAsked ? t.stockAlert.stop : t.stockAlert.ask}
        </button>
      )}
    </div>
  );
};
