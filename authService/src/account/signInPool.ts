import {
  type AuthenticationResultType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from './cognitoPool.ts';
import { explained, failForToken } from './poolErrors.ts';
import { seal, sessionOver, unseal } from './sealedSession.ts';

const { USER_POOL_CLIENT_ID: ClientId } = readEnvironment({ USER_POOL_CLIENT_ID: name });

export type Tokens = Required<Pick<AuthenticationResultType, 'AccessToken' | 'ExpiresIn' | 'IdToken' | 'TokenType'>>;
export type SessionTokens = Tokens & { RefreshToken: string };

/** The only second factor that there is. */
const CHALLENGE = 'SOFTWARE_TOKEN_MFA';

/** A sign-in whose password was right and that waits for a code of an authenticator app. */
export type Challenge = { challenge: typeof CHALLENGE; session: string };

/**
 * Begins the sign-in of a user.
 *
 * @returns the tokens, or the next challenge; `refused` for a wrong password and for an unknown user
 * @throws DomainError USER_NOT_CONFIRMED, PASSWORD_RESET_REQUIRED
 */
export const beginSignIn = async (
  USERNAME: string,
  PASSWORD: string,
): Promise<'refused' | { tokens: SessionTokens } | Challenge> => {
  const parameters = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } } as const;
  try {
    const answer = await cognito.send(new InitiateAuthCommand({ ClientId, ...parameters }));
    if (answer.ChallengeName !== CHALLENGE) return { tokens: sessionTokensOf(answer.AuthenticationResult) };
    const username = answer.ChallengeParameters?.USER_ID_FOR_SRP ?? USERNAME;
    return { challenge: CHALLENGE, session: seal([username, answer.Session ?? '']) };
  } catch (error) {
    if (isNamed(error, 'NotAuthorizedException', 'UserNotFoundException')) return 'refused';
    throw explained(error);
  }
};

/** Signs in the first of the users whose password it is. @throws DomainError INVALID_CREDENTIALS, USER_NOT_CONFIRMED, PASSWORD_RESET_REQUIRED */
export const signIn = async (usernames: string[], password: string): Promise<{ tokens: SessionTokens } | Challenge> => {
  for (const username of usernames) {
    const outcome = await beginSignIn(username, password);
    if (outcome !== 'refused') return outcome;
  }
  throw new DomainError('INVALID_CREDENTIALS', 'Incorrect full name or password.');
};

/**
 * Completes a sign-in with a code of the authenticator app. Cognito accepts a session for its own user alone, and each code once.
 *
 * @throws DomainError INVALID_CONFIRMATION_CODE; INVALID_CREDENTIALS for a session that is over or none
 */
export const answerChallenge = async (sealed: string, code: string): Promise<SessionTokens> => {
  const [USERNAME, Session] = unseal(sealed);
  const ChallengeResponses = { USERNAME, SOFTWARE_TOKEN_MFA_CODE: code };
  const answer = await cognito
    .send(new RespondToAuthChallengeCommand({ ClientId, ChallengeName: CHALLENGE, Session, ChallengeResponses }))
    .catch((error: unknown) => {
      if (isNamed(error, 'CodeMismatchException', 'ExpiredCodeException')) {
        throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong, or was used before.', {
          issues: [{ path: 'code', message: 'is wrong, or was used before' }],
        });
      }
      if (isNamed(error, 'NotAuthorizedException', 'UserNotFoundException', 'InvalidParameterException')) {
        throw sessionOver();
      }
      throw explained(error);
    });
  return sessionTokensOf(answer.AuthenticationResult);
};

/** New tokens for a refresh token. */
export const refreshTokens = async (refreshToken: string): Promise<Tokens> => {
  const { AuthenticationResult: tokens } = await cognito
    .send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    )
    .catch(failForToken);
  return tokensOf(tokens);
};

const sessionTokensOf = (tokens: AuthenticationResultType | undefined): SessionTokens => ({
  ...tokensOf(tokens),
  RefreshToken: tokens?.RefreshToken ?? '',
});

const tokensOf = (tokens: AuthenticationResultType | undefined): Tokens => {
  const { AccessToken, ExpiresIn, IdToken, TokenType } = tokens ?? {};
  if (!AccessToken || !ExpiresIn || !IdToken || !TokenType) {
    throw new DomainError('FORBIDDEN', 'This account needs a further step that is not offered here.');
  }
  return { AccessToken, ExpiresIn, IdToken, TokenType };
};
