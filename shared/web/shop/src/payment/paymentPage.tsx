import { unwrap } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFormat } from '../format.ts';
import { OrderFrame } from '../order/orderFrame.tsx';
import { keyHeaders, type Order } from '../order/queries.ts';
import { codeOf } from '../parts/errorTexts.ts';
import { Loading, Page } from '../parts/page.tsx';
import { Notice, Problem } from '../parts/problem.tsx';
import { isOutage, PRIVATE, shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { readPaymentConfig } from './config.ts';
import { TestForm } from './testForm.tsx';
import '../styles/forms.css';
import '../order/order.css';

const StripeForm = lazy(async () => ({ default: (await import('./stripeForm.tsx')).StripeForm }));

/** Takes the payment of an order. */
export const PaymentPage = () => (
  <OrderFrame>
    {(order, orderKey, refetch) => <Payment order={order} orderKey={orderKey} refetch={refetch} />}
  </OrderFrame>
);

type Props = { order: Order; orderKey: string | undefined; refetch: () => unknown };

const AGAIN_MS = 1_000;

const Payment = ({ order, orderKey, refetch }: Props) => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const { money, dateTime } = useFormat();
  const { id, status, paymentStatus, total, currency, payment } = order;
  const [isConfirmed, setConfirmed] = useState(false);
  const isOpen = paymentStatus === 'unpaid' && (status === 'pending' || status === 'awaiting_payment');

  useEffect(() => {
    if (!isOpen) navigate(`/orders/${id}`, { replace: true }); // it is paid, or has ended
  }, [isOpen, id, navigate]);
  useEffect(() => {
    if (!isConfirmed || !isOpen) return;
    const timer = setInterval(refetch, AGAIN_MS); // until the provider's message has reached the shop
    return () => clearInterval(timer);
  }, [isConfirmed, isOpen, refetch]);

  return (
    <Page title={t.payment.title} narrow>
      <p>
        {t.payment.intro(money(total, currency))} {payment && t.payment.dueAt(dateTime(payment.dueAt))}
      </p>
      {isConfirmed ? (
        <p className="notice good" role="status">
          {t.payment.processing}
        </p>
      ) : (
        isOpen && <Form order={order} orderKey={orderKey} onConfirmed={() => setConfirmed(true)} />
      )}
      <p>
        <Link href={`/orders/${id}`}>{t.payment.toOrder}</Link>
      </p>
    </Page>
  );
};

/** The form of the payment provider that the shop uses. */
const Form = ({
  order: { id, total, currency },
  orderKey,
  onConfirmed,
}: Pick<Props, 'order' | 'orderKey'> & { onConfirmed: () => void }) => {
  const t = useTexts();
  const { money } = useFormat();
  const config = useQuery({ queryKey: ['shop.json'], queryFn: readPaymentConfig, staleTime: Infinity, retry: true });
  const payment = useQuery({
    queryKey: [PRIVATE, 'payment', id],
    queryFn: ({ signal }) =>
      unwrap(
        shop.orders.GET('/orders/{id}/payment', { params: { path: { id } }, headers: keyHeaders(orderKey), signal }),
      ),
    staleTime: Infinity,
  });
  if (payment.error && !isOutage(payment.error)) {
    const isOver = codeOf(payment.error) === 'ORDER_NOT_PAYABLE';
    return isOver ? (
      <Notice>{t.errors.codes.ORDER_NOT_PAYABLE}</Notice>
    ) : (
      <Problem error={payment.error} onRetry={payment.refetch} />
    );
  }
  if (!payment.data || !config.data) return <Loading />;
  const { provider, clientSecret } = payment.data;
  const { publishableKey, testProvider } = config.data;
  const label = t.payment.pay(money(total, currency));
  if (publishableKey === undefined || (provider === 'test' && testProvider === undefined)) {
    return <Notice>{t.payment.notConfigured}</Notice>;
  }
  const form = { clientSecret, publishableKey, label, onConfirmed };
  return provider === 'test' ? (
    <TestForm {...form} provider={testProvider ?? ''} />
  ) : (
    <Suspense fallback={<Loading />}>
      <StripeForm {...form} returnUrl={`${location.origin}/orders/${id}`} />
    </Suspense>
  );
};
