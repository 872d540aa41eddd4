import { DomainError } from '@ecommerce/shared/errors.ts';
import { createCounter } from '@ecommerce/shared/rateLimit.ts';

/** The limit of emails to an address that anybody can trigger. `RATE_LIMIT_FACTOR` does not raise it: the address may be a stranger's. */
const MAILS = { attempts: 10, seconds: 3600 };

const count = createCounter(1);

/**
 * Counts an email to an address, whoever requested it and for whatever account.
 *
 * @throws DomainError TOO_MANY_REQUESTS if the address has received its maximum of emails in this hour
 */
export const countMail = async (email: string): Promise<void> => {
  const secondsToWait = await count(['mail', email.normalize('NFC').toLowerCase()], MAILS);
  if (secondsToWait === undefined) return;
  const message = 'Too many emails were sent to this address: try again later.';
  throw new DomainError('TOO_MANY_REQUESTS', message, {}, { retryAfterSeconds: secondsToWait });
};
