import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Loading } from '../parts/page.tsx';
import { Notice, Problem } from '../parts/problem.tsx';
import { language, theme } from '../preferences.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { DeclinedError, type PaymentFormProps } from './testForm.tsx';

/** Stripe's own fields for cards and other ways to pay: what is typed there never reaches the shop. */
export const StripeForm = ({ returnUrl, ...form }: PaymentFormProps & { returnUrl: string }) => {
  const stripe = useQuery({
    queryKey: ['stripe', form.publishableKey],
    queryFn: () => loadStripe(form.publishableKey),
    staleTime: Infinity,
    retry: 2,
  });
  if (stripe.error) return <Problem error={stripe.error} onRetry={stripe.refetch} />;
  return stripe.data ? <Fields {...form} stripe={stripe.data} returnUrl={returnUrl} /> : <Loading />;
};

type FieldsProps = PaymentFormProps & { stripe: Stripe; returnUrl: string };

const Fields = ({ stripe, clientSecret, label, onConfirmed, returnUrl }: FieldsProps) => {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const [elements, setElements] = useState<StripeElements>();
  const locale = useStore(language);
  const colours = useStore(theme);

  useEffect(() => {
    const isSystemDark = matchMedia('(prefers-color-scheme: dark)').matches;
    const isDark = colours === 'system' ? isSystemDark : colours === 'dark';
    const created = stripe.elements({ clientSecret, locale, appearance: { theme: isDark ? 'night' : 'stripe' } });
    const fields = created.create('payment');
    if (place.current) fields.mount(place.current);
    fields.on('ready', () => setElements(created));
    return () => fields.destroy();
  }, [stripe, clientSecret, locale, colours]);

  const pay = useMutation({
    mutationFn: async (ready: StripeElements) => {
      const confirmParams = { return_url: returnUrl };
      const { error } = await stripe.confirmPayment({ elements: ready, confirmParams, redirect: 'if_required' });
      if (!error) return;
      const isPersons = error.type === 'card_error' || error.type === 'validation_error';
      throw isPersons ? new DeclinedError(error.message) : new Error(error.message);
    },
    onSuccess: onConfirmed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (elements) pay.mutate(elements);
  };
  return (
    <form className="panel" onSubmit={submit}>
      <div ref={place} />
      <Notice>
        {pay.error
          ? pay.error instanceof DeclinedError
            ? pay.error.message || t.payment.declined
            : t.payment.unavailable
          : undefined}
      </Notice>
      <button type="submit" className="button wide" disabled={!elements || pay.isPending}>
        {pay.isPending ? t.payment.paying : label}
      </button>
    </form>
  );
};
