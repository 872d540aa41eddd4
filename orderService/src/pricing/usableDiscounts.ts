import { DomainError } from '@ecommerce/shared/errors.ts';
import type { Discount } from '../discounts/discount.ts';
import { isEligible } from './discountEffect.ts';
import type { Customer, PricingLine } from './priceOrder.ts';

/** Why a discount cannot be used. */
export const DISCOUNT_REFUSALS = {
  unknown: 'there is no such code',
  not_started: 'it is not valid yet',
  expired: 'it is no longer valid',
  used_up: 'it has been used up',
  used_up_by_customer: 'you have used it as often as you may',
  not_first_order: 'it is for a first order only',
  subtotal_too_low: 'the order is too small for it',
  no_eligible_product: 'it is for other products',
  not_combinable: 'it cannot be combined with another code',
} as const;
export type DiscountRefusal = keyof typeof DISCOUNT_REFUSALS;

/** What decides whether a discount may be used. */
type Situation = { lines: readonly PricingLine[]; subtotal: number; currency: string; now: Date; customer: Customer };

/** Why a discount cannot be used in a situation; `undefined` if it can. */
export const discountRefusal = (discount: Discount, situation: Situation): DiscountRefusal | undefined => {
  const { lines, subtotal, currency, now, customer } = situation;
  if (discount.currency !== currency) return 'no_eligible_product';
  if (discount.startsAt !== undefined && now.getTime() < Date.parse(discount.startsAt)) return 'not_started';
  if (discount.endsAt !== undefined && now.getTime() >= Date.parse(discount.endsAt)) return 'expired';
  const uses = customer.uses[discount.id] ?? { all: 0, own: 0 };
  if (discount.maxUses !== undefined && uses.all >= discount.maxUses) return 'used_up';
  if (discount.maxUsesPerCustomer !== undefined && uses.own >= discount.maxUsesPerCustomer)
    return 'used_up_by_customer';
  if (discount.firstOrderOnly && (customer.hasOrdered || uses.own > 0)) return 'not_first_order';
  if (!lines.some((line) => isEligible(discount, line))) return 'no_eligible_product';
  return subtotal < (discount.minSubtotal ?? 0) ? 'subtotal_too_low' : undefined;
};

/** A discount code that a customer sent, in its normal form, and its discount. */
export type RequestedCode = { code: string; discount: Discount | undefined };

const notApplicable = (code: string, reason: DiscountRefusal): DomainError =>
  new DomainError('DISCOUNT_NOT_APPLICABLE', `The code ${code} cannot be used: ${DISCOUNT_REFUSALS[reason]}.`, {
    discountCode: code,
    reason,
  });

/**
 * The discounts of the codes that a customer sent.
 *
 * @throws DomainError DISCOUNT_NOT_APPLICABLE (with `discountCode` and `reason`) for the first that cannot be used
 */
export const requestedDiscounts = (codes: readonly RequestedCode[], situation: Situation): Discount[] => {
  const discounts = codes.map(({ code, discount }) => {
    const refusal = discount ? discountRefusal(discount, situation) : 'unknown';
    if (!discount || refusal) throw notApplicable(code, refusal ?? 'unknown');
    return discount;
  });
  const exclusive = discounts.find(({ combinable }) => !combinable);
  if (exclusive && discounts.length > 1) throw notApplicable(exclusive.code ?? '', 'not_combinable');
  return discounts;
};

/**
 * The sets of discounts of which the order gets the one that takes off most. The codes of the customer are in each. Automatic discounts
 * join them where all are combinable; without a code, an automatic discount that is not combinable stands alone.
 */
export const candidateSets = (requested: Discount[], automatic: Discount[]): Discount[][] => {
  const combinable = automatic.filter((discount) => discount.combinable);
  if (requested.length > 0)
    return [requested.every((discount) => discount.combinable) ? [...requested, ...combinable] : requested];
  return [combinable, ...automatic.filter((discount) => !discount.combinable).map((discount) => [discount])];
};
