import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { PASSWORD_RESET_REQUIRED } from './account.ts';

/** One of our triggers failed or rejected the call. */
export const TRIGGER_FAILED = [
  'UserLambdaValidationException',
  'UnexpectedLambdaException',
  'InvalidLambdaResponseException',
];

/** Errors with the same response: a wrong, used or too often tried code, and a missing user. */
export const REFUSED_CODE = [
  'CodeMismatchException',
  'ExpiredCodeException',
  'InvalidParameterException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
  'UserNotFoundException',
];

/** Throws what `explained` makes of an error of a call with a token; the token of a deleted user is as invalid as any other. */
export const failForToken = (error: unknown): never => {
  throw isNamed(error, 'UserNotFoundException') ? invalidToken() : explained(error);
};

const invalidToken = () => new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');

/**
 * Converts Cognito's exceptions to domain errors. Returns any other error unchanged.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export const explained = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  switch (error.name) {
    case 'InvalidPasswordException':
      return new DomainError('INVALID_PASSWORD', 'The password is too weak.', {
        issues: [{ path: 'password', message: error.message }],
      });
    case 'InvalidParameterException':
      return new DomainError('INVALID_INPUT', 'The request was refused.', {
        issues: [{ path: '', message: error.message }],
      });
    case 'UserNotConfirmedException':
      return new DomainError('USER_NOT_CONFIRMED', 'The account is not confirmed yet: use the code from the email.');
    case 'UserLambdaValidationException':
      return error.message.includes(PASSWORD_RESET_REQUIRED)
        ? new DomainError(
            'PASSWORD_RESET_REQUIRED',
            'Set a new password first, with /forgot-password and /reset-password.',
          )
        : error;
    case 'CodeDeliveryFailureException':
      return new DomainError('CODE_NOT_SENT', 'The code could not be sent: ask for another one later.');
    case 'LimitExceededException':
    case 'TooManyFailedAttemptsException':
      return new DomainError('TOO_MANY_REQUESTS', 'Too many attempts: try again later.');
    case 'NotAuthorizedException':
      return invalidToken();
    default:
      return error;
  }
};
