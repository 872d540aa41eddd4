import { DomainError } from '@ecommerce/shared/errors.ts';
import { answerChallenge, beginSignIn } from '../account/signInPool.ts';

/**
 * Checks the password of an account that is signed in, and the code of its authenticator app if one is given, by a sign-in whose tokens are
 * thrown away. So Cognito's own locks after wrong passwords count.
 *
 * @throws DomainError INVALID_CREDENTIALS; INVALID_CONFIRMATION_CODE; PASSWORD_RESET_REQUIRED
 */
export const checkCredentials = async (
  { username }: { username: string },
  password: string,
  code?: string,
): Promise<void> => {
  const outcome = await beginSignIn(username, password);
  if (outcome === 'refused') throw new DomainError('INVALID_CREDENTIALS', 'Incorrect password.');
  if (code !== undefined && 'challenge' in outcome) await answerChallenge(outcome.session, code);
};
