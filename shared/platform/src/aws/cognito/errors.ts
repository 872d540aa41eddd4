/**
 * An error in Cognito's format: `name` becomes `__type`, and `message` is AWS's own text.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export class CognitoError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Errors that several operations return. */
export const refusals = {
  notAuthorized: (message: string) => new CognitoError('NotAuthorizedException', message),
  invalidParameter: (message: string) => new CognitoError('InvalidParameterException', message),
  notFound: (message: string) => new CognitoError('ResourceNotFoundException', message),
  wrongPassword: () => refusals.notAuthorized('Incorrect username or password.'),
  userDisabled: () => refusals.notAuthorized('User is disabled.'),
  userNotFound: () => new CognitoError('UserNotFoundException', 'User does not exist.'),
  /** The variant of `User does not exist.` that sign-up and reset return. */
  userOfClientNotFound: () => new CognitoError('UserNotFoundException', 'Username/client id combination not found.'),
  emailTaken: () => new CognitoError('AliasExistsException', 'An account with the given email already exists.'),
  wrongCode: () => new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  expiredCode: () => new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  tooManyAttempts: () =>
    new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
};
