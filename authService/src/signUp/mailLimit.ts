import { DomainError } from '@ecommerce/shared/errors.ts';
import { createCounter } from '@ecommerce/shared/rateLimit.ts';

/** What an address gets of mails that anybody can cause. No stage has more: the address may be a stranger's. */
const MAILS = { attempts: 10, seconds: 3600 };

const count = createCounter(1);

/**
 * Counts a mail to an address, whoever asked for it and whatever account it is for.
 *
 * @throws DomainError TOO_MANY_REQUESTS when the address has had its mails of the hour
 */
export const countMail = async (email: string): Promise<void> => {
  const secondsToWait = await count(['mail', email.normalize('NFC').toLowerCase()], MAILS);
  if (secondsToWait === undefined) return;
  const message = 'Too many emails were sent to this address: try again later.';
  throw new DomainError('TOO_MANY_REQUESTS', message, {}, { retryAfterSeconds: secondsToWait });
};
