import { amountFromZeroUpTo, MAX_PRICE, minorUnitsOf, Price, toDecimal } from '@ecommerce/shared/money.ts';
import { arrayUpTo, CategoryName, singleLineText } from '@ecommerce/shared/texts.ts';
import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';
import { MAX_QUANTITY, ProductId } from '../order/order.ts';
import { percentage, version } from '../settings/settingsFields.ts';

/** The most codes of one order. */
export const MAX_CODES = 5;

/** A code as customers type it, in its normal form: `  summer10 ` is `SUMMER10`. */
export const DiscountCode = singleLineText(50).toUpperCase();

const DateTime = z.iso.datetime({ offset: true }).transform((time) => new Date(time).toISOString());
const Uses = z.int().min(1).max(1_000_000_000);

const fields = {
  code: DiscountCode.optional(),
  label: singleLineText(100).optional(),
  percent: percentage({ min: 'positive' }).optional(),
  amount: Price.optional(),
  freeShipping: z.literal(true).optional(),
  buy: z
    .strictObject({
      quantity: z.int().min(1).max(MAX_QUANTITY),
      get: z.int().min(1).max(MAX_QUANTITY),
      percent: percentage({ min: 'positive' }),
    })
    .optional(),
  startsAt: DateTime.optional(),
  endsAt: DateTime.optional(),
  minSubtotal: amountFromZeroUpTo(MAX_PRICE).optional(),
  categories: arrayUpTo(100, CategoryName, 1).optional(),
  productIds: arrayUpTo(100, ProductId, 1).optional(),
  firstOrderOnly: z.boolean().optional(),
  maxUses: Uses.optional(),
  maxUsesPerCustomer: Uses.optional(),
  combinable: z.boolean().optional(),
};

/** What a discount takes off: each has one of them. */
const EFFECTS = ['percent', 'amount', 'freeShipping', 'buy'] as const;

/** Body of `POST /discounts`. */
export const DiscountBody = z.strictObject(fields).superRefine((discount, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (EFFECTS.filter((effect) => discount[effect] !== undefined).length !== 1) {
    refuse('percent', 'exactly one of percent, amount, freeShipping and buy is required');
  }
  if (discount.code === undefined && discount.label === undefined) refuse('label', 'is required without a code');
  const { startsAt, endsAt } = discount;
  if (startsAt !== undefined && endsAt !== undefined && startsAt >= endsAt) refuse('endsAt', 'must be after startsAt');
});
export type DiscountBody = z.infer<typeof DiscountBody>;

type Nullable<Shape> = { [Key in keyof Shape]: z.ZodNullable<Shape[Key] & z.ZodType> };

/** Body of `PATCH /discounts/{id}`: `null` removes a field. A code stays as it is: customers know it. */
const { code: _, ...changeable } = fields;
export const DiscountPatch = z.strictObject({
  ...(Object.fromEntries(Object.entries(changeable).map(([field, schema]) => [field, schema.nullable()])) as Nullable<
    typeof changeable
  >),
  version,
});
export type DiscountPatch = z.infer<typeof DiscountPatch>;

/** A discount. Times are ISO 8601, amounts integer minor units of `currency`. One without a code is automatic. */
export type Discount = Omit<DiscountBody, 'label' | 'combinable'> & {
  id: string;
  label: string;
  /** Whether it may be used together with others that may. */
  combinable: boolean;
  currency: string;
};

/** A discount as stored in its row. */
export type DiscountRow = Discount & {
  /** Names its counters: a discount that comes after one with the same code counts its own uses. */
  usesId: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  /** Distinguishes a repeated request from another one. */
  requestHash: string;
};

const CODE_NAMESPACE = '3f0e6f8e-6f0b-4a51-8f0c-0f6c2b1d7a35';

/** The id of the discount with a code: there is one at most. */
export const idOfCode = (code: string): string => uuidv5(code, CODE_NAMESPACE);

/**
 * The discount that a body describes.
 *
 * @throws DomainError INVALID_INPUT for an amount that the currency does not have
 */
export const discountOf = (body: DiscountBody, id: string, currency: string): Discount => {
  const { amount, minSubtotal, label, code, combinable = false, ...others } = body;
  return {
    ...others,
    id,
    code,
    label: label ?? code ?? '',
    combinable,
    currency,
    amount: amount === undefined ? undefined : minorUnitsOf('amount', amount, currency),
    minSubtotal: minSubtotal === undefined ? undefined : minorUnitsOf('minSubtotal', minSubtotal, currency),
  };
};

/** The body that describes a discount. */
export const bodyOf = (discount: Discount): DiscountBody => {
  const { currency, amount, minSubtotal } = discount;
  const known = Object.entries(discount).filter(([field]) => Object.hasOwn(fields, field));
  return {
    ...Object.fromEntries(known),
    ...(amount === undefined ? {} : { amount: toDecimal(amount, currency) }),
    ...(minSubtotal === undefined ? {} : { minSubtotal: toDecimal(minSubtotal, currency) }),
  };
};

/** A discount as administrators see it, money as decimals. `uses` is there where they are limited. */
export const discountView = (row: DiscountRow, uses: number | undefined) => ({
  id: row.id,
  ...bodyOf(row),
  currency: row.currency,
  uses,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
