/** An order's payment as returned by the test payment provider: see "Controls" in shared/test-provider/README.md. */
export type TestPayment = {
  paymentIntent: string;
  /** Integer minor units, like `refunded`. */
  amount: number;
  currency: string;
  status: string;
  refunded: number;
  clientSecret: string;
  publishableKey: string;
};

/** Stripe's names of test cards, which the provider supports, among others. */
const CARD_THAT_PAYS = 'pm_card_visa';
export const CARD_THAT_IS_DECLINED = 'pm_card_chargeDeclined';

type PaymentKeys = Pick<TestPayment, 'clientSecret' | 'publishableKey'>;

/**
 * Tries to pay at the test payment provider as a customer's browser does: with the payment's client secret, which begins with its id, and
 * the publishable key.
 *
 * @param provider the provider's address
 * @returns status 200 if it was paid, 402 if the card was declined, 400 if it is already paid or cancelled; with the provider's reason
 */
export const tryPayment = async (
  provider: string,
  { clientSecret, publishableKey }: PaymentKeys,
  card = CARD_THAT_PAYS,
): Promise<{ status: number; refusal?: { type: string; message: string } }> => {
  const [paymentIntent] = clientSecret.split('_secret_');
  const response = await fetch(`${provider}/v1/payment_intents/${paymentIntent}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}` },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: card }),
  });
  const body = (await response.json()) as { error?: { type: string; message: string } };
  return { status: response.status, ...(body.error ? { refusal: body.error } : {}) };
};

/**
 * Pays at the test payment provider.
 *
 * @param provider the provider's address
 * @returns why the card was declined; `undefined` if it was paid
 * @throws Error if the payment cannot be made with any card
 */
export const confirmPayment = async (
  provider: string,
  payment: PaymentKeys,
  card?: string,
): Promise<string | undefined> => {
  const { refusal } = await tryPayment(provider, payment, card);
  if (refusal === undefined || refusal.type === 'card_error') return refusal?.message;
  throw new Error(`The payment provider rejected the payment: ${refusal.message}`);
};
