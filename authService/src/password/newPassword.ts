import { DomainError } from '@ecommerce/shared/errors.ts';
import { isCommonPassword } from './commonPasswords.ts';

const MIN_LENGTH = 8;

/** Returns what is wrong with a new password, or `undefined`. Cognito's own policy cannot require "a letter" of any case and script. */
const weakness = (password: string): string | undefined => {
  if ([...password].length < MIN_LENGTH) return `must have ${MIN_LENGTH} characters or more`;
  if (!/\p{L}/u.test(password)) return 'must contain a letter';
  if (!/[0-9]/.test(password)) return 'must contain a digit';
  if (/^\s|\s$/.test(password)) return 'must not begin or end with white space';
  if (isCommonPassword(password)) return 'is one of the most used passwords';
  return undefined;
};

/**
 * Checks whether a new password is strong enough.
 *
 * @param path the field of the request
 * @throws DomainError INVALID_PASSWORD with the rule that the password breaks
 */
export const checkNewPassword = (password: string, path = 'password'): void => {
  const message = weakness(password);
  if (message === undefined) return;
  throw new DomainError('INVALID_PASSWORD', `The password ${message}.`, { issues: [{ path, message }] });
};
