/** The most alerts of a customer. Of requests at the same time a few more may pass. */
export const MAX_ALERTS = 100;

/** A customer's wish to hear when a variant is back in stock. */
export type StockAlert = {
  customerId: string;
  variantId: string;
  productId: string;
  /** When the customer asked (ISO 8601): who asked first is told first. */
  askedAt: string;
  /** The account's address, and its language (BCP 47), as of then. */
  email: string;
  locale?: string | undefined;
  /** `announced`: a unit has come back for this customer, and the email is on its way. */
  status: 'waiting' | 'announced';
  /** When a call claimed the email. */
  claimedAt?: string;
};

/** Identifies an alert: a customer may ask again once the email was sent. */
export type AlertKey = Pick<StockAlert, 'customerId' | 'variantId' | 'askedAt'>;

/** What has been announced of a variant's stock. */
export type Announcements = {
  /** Units of the present stock that customers were told of. */
  announced: number;
  /** The last record of the stock's stream that is in `announced`. */
  sequence: string;
  /** Announced, and perhaps not requested from the mailer yet. */
  unsent: Pick<StockAlert, 'customerId' | 'askedAt'>[];
  /** Incremented by each change. */
  version: number;
};

/** A change of a variant's stock, as the stream of the table tells it. */
export type StockRecord = { sequence: string; before: number; after: number };

/** Returns whether a record comes after another one of the same variant. */
const isAfter = (sequence: string, other: string): boolean => BigInt(sequence) > BigInt(other);

/** Returns the later one of two sequence numbers. */
const later = (one: string, other: string): string => (isAfter(one, other) ? one : other);

/**
 * Returns how many units of a variant can be announced, and what is announced without them. Units that were announced and are gone have
 * been bought by those who were told, or by others: each unit that comes back after that is a new one. So the announced units are never
 * more than the lowest stock since.
 *
 * @param announcements `undefined` if nothing of the variant was ever announced
 * @param records changes of the stock, in order; those that are in `announcements` already may be among them
 * @param available the units that can be bought now
 */
export const unitsToAnnounce = (
  announcements: Announcements | undefined,
  records: readonly StockRecord[],
  available: number,
): { announced: number; sequence: string; units: number } => {
  const { announced: told = 0, sequence = '0' } = announcements ?? {};
  const unseen = records.filter((record) => isAfter(record.sequence, sequence));
  const announced = Math.min(told, ...unseen.flatMap(({ before, after }) => [before, after]));
  const { after: ceiling = 0, sequence: last = '0' } = records.at(-1) ?? {}; // what came later has a record of its own
  return {
    announced,
    sequence: later(sequence, last),
    units: Math.max(0, Math.min(ceiling, available) - announced),
  };
};
