/** What the test payment provider tells of an order's payment: see "Controls" in docs/local-platform.md. */
export interface TestPayment {
  paymentIntent: string;
  /** Integer minor units, as `refunded`. */
  amount: number;
  currency: string;
  status: string;
  refunded: number;
  clientSecret: string;
  publishableKey: string;
}

/** The test cards of Stripe that the provider knows by these names, among others. */
const CARD_THAT_PAYS = 'pm_card_visa';
export const CARD_THAT_IS_DECLINED = 'pm_card_chargeDeclined';

/**
 * Pays at the test payment provider as a customer's browser does: with the payment's own secret and the publishable key.
 *
 * @param provider the provider's address
 * @returns why the card was declined; `undefined` when it was paid
 * @throws Error when the payment cannot be made with any card
 */
export const confirmPayment = async (
  provider: string,
  payment: Pick<TestPayment, 'paymentIntent' | 'clientSecret' | 'publishableKey'>,
  card = CARD_THAT_PAYS,
): Promise<string | undefined> => {
  const response = await fetch(`${provider}/v1/payment_intents/${payment.paymentIntent}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${payment.publishableKey}` },
    body: new URLSearchParams({ client_secret: payment.clientSecret, payment_method: card }),
  });
  if (response.ok) return undefined;
  const { error } = (await response.json()) as { error: { type: string; message: string } };
  if (error.type === 'card_error') return error.message;
  throw new Error(`The payment provider refused: ${error.message}`);
};
