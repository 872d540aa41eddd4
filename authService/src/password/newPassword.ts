import { DomainError } from '@ecommerce/shared/errors.ts';
import { isCommonPassword } from './commonPasswords.ts';

const MIN_LENGTH = 8;

/** What is wrong with a new password, `undefined` if nothing is. Cognito's own policy cannot ask for "a letter" of any case and script. */
const weakness = (password: string): string | undefined => {
  if ([...password].length < MIN_LENGTH) return `must have ${MIN_LENGTH} characters or more`;
  if (!/\p{L}/u.test(password)) return 'must contain a letter';
  if (!/[0-9]/.test(password)) return 'must contain a digit';
  if (/^\s|\s$/.test(password)) return 'must not begin or end with white space';
  if (isCommonPassword(password)) return 'is one of the most used passwords';
  return undefined;
};

/**
 * Accepts or refuses a password that somebody wants to have from now on.
 *
 * @throws DomainError INVALID_PASSWORD with the rule that is broken
 */
export const checkNewPassword = (password: string): void => {
  const message = weakness(password);
  if (message === undefined) return;
  throw new DomainError('INVALID_PASSWORD', `The password ${message}.`, { issues: [{ path: 'password', message }] });
};
