/** What a discount takes off: one of these. */
type Effect = {
  /** Off the price of each eligible product. */
  percent?: number | undefined;
  /** Off the eligible products together, in minor units. */
  amount?: number | undefined;
  /** Off the price of shipping, all of it. */
  freeShipping?: true | undefined;
  /** Of every `quantity + get` eligible units, the `get` cheapest are `percent` off. */
  buy?: { quantity: number; get: number; percent: number } | undefined;
};

/** When a discount may be used. Times are ISO 8601, amounts minor units. */
type Conditions = {
  startsAt?: string | undefined;
  endsAt?: string | undefined;
  /** Of the whole order, before discounts. */
  minSubtotal?: number | undefined;
  /** Eligible are products of these categories, and these products; without either, all. */
  categories?: string[] | undefined;
  productIds?: string[] | undefined;
  firstOrderOnly?: boolean | undefined;
  maxUses?: number | undefined;
  maxUsesPerCustomer?: number | undefined;
};

/** A discount as stored in its row. */
export type Discount = Effect &
  Conditions & {
    id: string;
    /** In its normal form; a discount without a code is automatic. */
    code?: string | undefined;
    label: string;
    /** Whether it may be used together with others that may. */
    combinable: boolean;
    currency: string;
  };
