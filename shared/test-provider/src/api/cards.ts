import { noSuch } from './apiError.ts';

/** What happens to a charge of a test card. */
export type Card = {
  brand: 'visa' | 'mastercard' | 'amex';
  last4: string;
  /** Why the charge is declined; undefined when it succeeds. */
  decline?: Decline;
  /** Whether its refunds stay pending until a test settles them (see controls.ts) instead of succeeding at once. */
  refundsWait?: boolean;
};

export type Decline = {
  code: string;
  declineCode: string;
  message: string;
};

const declined = (declineCode: string, message = 'Your card was declined.', code = 'card_declined'): Decline => ({
  code,
  declineCode,
  message,
});

const declines: Readonly<Record<string, Decline>> = {
  chargeDeclined: declined('generic_decline'),
  chargeDeclinedInsufficientFunds: declined('insufficient_funds', 'Your card has insufficient funds.'),
  chargeDeclinedLostCard: declined('lost_card'),
  chargeDeclinedStolenCard: declined('stolen_card'),
  chargeDeclinedFraudulent: declined('fraudulent'),
  chargeDeclinedExpiredCard: declined('expired_card', 'Your card has expired.', 'expired_card'),
  chargeDeclinedIncorrectCvc: declined('incorrect_cvc', "Your card's security code is incorrect.", 'incorrect_cvc'),
  chargeDeclinedProcessingError: declined(
    'processing_error',
    'An error occurred while processing your card. Try again in a little bit.',
    'processing_error',
  ),
};

const cards = new Map<string, Card>([
  ['pm_card_visa', { brand: 'visa', last4: '4242' }],
  ['pm_card_mastercard', { brand: 'mastercard', last4: '4444' }],
  ['pm_card_amex', { brand: 'amex', last4: '8431' }],
  ['pm_card_pendingRefund', { brand: 'visa', last4: '7726', refundsWait: true }],
  ...Object.entries(declines).flatMap(([name, decline]): [string, Card][] => {
    const card: Card = { brand: 'visa', last4: '0002', decline };
    return [
      [`pm_card_${name}`, card],
      [`pm_card_visa_${name}`, card],
    ];
  }),
]);

/**
 * Returns the test card behind the id of a payment method.
 *
 * @throws {ApiError} when there is none
 * @see https://docs.stripe.com/testing#cards
 */
export const cardOf = (paymentMethod: string): Card => {
  const card = cards.get(paymentMethod);
  if (card === undefined) throw noSuch('PaymentMethod', paymentMethod, 'payment_method', 400);
  return card;
};
