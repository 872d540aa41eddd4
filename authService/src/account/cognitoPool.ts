import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

/**
 * Retries like the SDK, except when an account's own limit is reached, for example of wrong codes. A second does not end such a limit, and
 * the longer response would reveal that the account exists.
 */
class RetryExceptAccountLimits extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(...[token, failure]: Parameters<Refresh>): ReturnType<Refresh> {
    return failure.error?.name === 'LimitExceededException'
      ? Promise.reject(failure.error)
      : super.refreshRetryTokenForRetry(token, failure);
  }
}

const ATTEMPTS = 3;

/** The client for the user pool. */
export const cognito = new CognitoIdentityProviderClient({ retryStrategy: new RetryExceptAccountLimits(ATTEMPTS) });
