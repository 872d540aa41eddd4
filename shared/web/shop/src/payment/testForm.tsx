import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Notice } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';

export type PaymentFormProps = {
  clientSecret: string;
  publishableKey: string;
  /** What the button says. */
  label: string;
  onConfirmed: () => void;
};

/** A failed payment that a person can do something about. */
export class DeclinedError extends Error {}

/** Stripe's names of test cards. */
const CARDS = { pays: 'pm_card_visa', declines: 'pm_card_chargeDeclined' } as const;

/** Pays at the test payment provider, in the way that Stripe's library pays. */
const confirm = async (provider: string, card: string, { clientSecret, publishableKey }: PaymentFormProps) => {
  const [payment] = clientSecret.split('_secret_');
  const response = await fetch(`${provider}/v1/payment_intents/${payment}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}` },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: card }),
    signal: AbortSignal.timeout(20_000),
  });
  if (response.status === 402) throw new DeclinedError();
  if (!response.ok && response.status !== 400) throw new Error(`The test provider answered ${response.status}`);
};

/** In place of the fields for a card: the choice between one that pays and one that is declined. */
export const TestForm = ({ provider, ...form }: PaymentFormProps & { provider: string }) => {
  const t = useTexts();
  const [card, setCard] = useState<keyof typeof CARDS>('pays');
  const pay = useMutation({ mutationFn: () => confirm(provider, CARDS[card], form), onSuccess: form.onConfirmed });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pay.mutate();
  };
  return (
    <form className="panel" onSubmit={submit}>
      <h2>{t.payment.testTitle}</h2>
      <p className="hint">{t.payment.testHint}</p>
      <fieldset className="options">
        <legend className="unseen">{t.payment.testTitle}</legend>
        {(['pays', 'declines'] as const).map((name) => (
          <label key={name} className="option">
            <input type="radio" name="card" checked={card === name} onChange={() => setCard(name)} />
            {name === 'pays' ? t.payment.testPays : t.payment.testDeclines}
          </label>
        ))}
      </fieldset>
      <Notice>
        {pay.error ? (pay.error instanceof DeclinedError ? t.payment.declined : t.payment.unavailable) : undefined}
      </Notice>
      <button type="submit" className="button wide" disabled={pay.isPending}>
        {pay.isPending ? t.payment.paying : form.label}
      </button>
    </form>
  );
};
