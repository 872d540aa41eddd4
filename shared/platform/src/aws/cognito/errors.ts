/**
 * An error as Cognito answers it: `name` goes into `__type`, `message` is AWS's own sentence.
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

/** The sentences that more than one operation answers with. */
export const refusals = {
  notAuthorized: (message: string) => new CognitoError('NotAuthorizedException', message),
  invalidParameter: (message: string) => new CognitoError('InvalidParameterException', message),
  notFound: (message: string) => new CognitoError('ResourceNotFoundException', message),
  wrongPassword: () => refusals.notAuthorized('Incorrect username or password.'),
  userDisabled: () => refusals.notAuthorized('User is disabled.'),
  userNotFound: () => new CognitoError('UserNotFoundException', 'User does not exist.'),
  /** What the operations of sign-up and reset answer instead of `User does not exist.` */
  userOfClientNotFound: () => new CognitoError('UserNotFoundException', 'Username/client id combination not found.'),
  emailTaken: () => new CognitoError('AliasExistsException', 'An account with the given email already exists.'),
  wrongCode: () => new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  expiredCode: () => new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  tooManyAttempts: () =>
    new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
};
