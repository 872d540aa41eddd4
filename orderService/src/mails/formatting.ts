import type { Order } from '../order/order.ts';

/** Puts a user's text on one line. Joiners and other format characters stay, so that the spelling does not change. */
export const singleLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** Puts a user's text on one line and ends it with a full stop, unless it ends a sentence already. */
export const asSentence = (text: string): string => {
  const line = singleLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
};

/** Formats `2026-01-02T03:04:05.678Z` as `2 January 2026 at 03:04 UTC`. */
export const formatTime = (time: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`;

/** Names an order for its customer: `2026-000123 (0c3c…)`, or by its id alone while it has no number. */
export const orderReference = ({ number, orderId }: Pick<Order, 'number' | 'orderId'>): string =>
  number === undefined ? orderId : `${number} (${orderId})`;
