import { createHash, randomInt } from 'node:crypto';
import type { Context, Mail } from '../context.ts';
import { CognitoError, refusals } from '../errors.ts';
import type { UserPool } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { isEmail } from '../users/attributes.ts';
import type { User } from '../users/users.ts';
import { htmlText } from './htmlText.ts';

export type CodePurpose = 'confirmation' | 'reset' | 'attribute';

const HOUR = 3_600_000;
const LIFETIME: Record<CodePurpose, number> = { confirmation: 24 * HOUR, reset: HOUR, attribute: 24 * HOUR };
const STANDARD_TEXT: Record<CodePurpose, string> = {
  confirmation: 'Your confirmation code is {####}',
  reset: 'Your password reset code is {####}',
  attribute: 'Your verification code is {####}',
};
const SENDER = 'no-reply@verificationemail.com';

/** Returns where a code was sent, in the API's format: `j***@e***`. */
const deliveryDetails = (email: string) => {
  const [user = '', domain = ''] = email.split('@');
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${user[0] ?? ''}***@${domain[0] ?? ''}***` };
};

/** Returns a made-up delivery for a user that does not exist, the same each time. */
export const simulatedDelivery = (pool: UserPool, name: string) => {
  if (isEmail(name)) return deliveryDetails(name);
  const letters = createHash('sha256').update(`${pool.id} ${name}`).digest('hex').replace(/\d/g, '');
  return deliveryDetails(`${letters[0]}@${letters[1]}`);
};

const CODE_PARAMETER = '{####}';

/** Returns the email text of the pool's CustomMessage function; nothing if it does not change the email. */
const customMessage = async (context: Context, pool: UserPool, user: User, occasion: Occasion) => {
  const { emailMessage, emailSubject } = await runTrigger(context, pool, {
    source: `CustomMessage_${occasion.of}`,
    user,
    clientId: occasion.clientId,
    request: { codeParameter: CODE_PARAMETER, linkParameter: '{##Click Here##}', usernameParameter: null },
    clientMetadata: occasion.clientMetadata,
  });
  if (typeof emailMessage === 'string' && !emailMessage.includes(CODE_PARAMETER)) {
    throw new CognitoError('InvalidLambdaResponseException', 'The emailMessage does not contain the codeParameter');
  }
  return {
    message: typeof emailMessage === 'string' ? emailMessage : undefined,
    subject: typeof emailSubject === 'string' ? emailSubject : undefined,
  };
};

type Custom = Awaited<ReturnType<typeof customMessage>>;

const codeMail = (pool: UserPool, purpose: CodePurpose, to: string, code: string, custom: Custom): Mail => {
  const { EmailConfiguration, VerificationMessageTemplate: template, ...properties } = pool.properties;
  const message =
    custom.message ?? template.EmailMessage ?? properties.EmailVerificationMessage ?? STANDARD_TEXT[purpose];
  const text = message.replaceAll(CODE_PARAMETER, code);
  const isHtml = /<\w/.test(message);
  return {
    from: EmailConfiguration.From ?? SENDER,
    to,
    subject: custom.subject ?? template.EmailSubject ?? properties.EmailVerificationSubject ?? 'Your verification code',
    ...(isHtml ? { text: htmlText(text), html: text } : { text }),
  };
};

/** Stores a new code of six digits; an earlier one stops working. */
export const issueCode = (context: Context, user: User, purpose: CodePurpose): string => {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  context.database.run`
    INSERT INTO codes (pool_id, sub, purpose, code, expires_at)
    VALUES (${user.poolId}, ${user.sub}, ${purpose}, ${code}, ${context.now() + LIFETIME[purpose]})
    ON CONFLICT DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at`;
  return code;
};

/** The operation that sends a code, and its user. */
export type Occasion = {
  of: 'SignUp' | 'ResendCode' | 'ForgotPassword' | 'UpdateUserAttribute';
  clientId: string;
  clientMetadata: Record<string, string> | undefined;
};

const PURPOSE = {
  SignUp: 'confirmation',
  ResendCode: 'confirmation',
  ForgotPassword: 'reset',
  UpdateUserAttribute: 'attribute',
} as const satisfies Record<Occasion['of'], CodePurpose>;

/**
 * Emails a stored code to the user's address, or to the new one that it verifies, with the text of the pool's CustomMessage function if
 * there is one.
 *
 * @throws {CognitoError} CodeDeliveryFailureException, or what the function throws; the user can ask for another code.
 */
export const sendCode = async (context: Context, pool: UserPool, user: User, code: string, occasion: Occasion) => {
  const email = (occasion.of === 'UpdateUserAttribute' ? user.newEmail : user.attributes.email) ?? '';
  const purpose = PURPOSE[occasion.of];
  const custom = await customMessage(context, pool, user, occasion);
  try {
    await context.deliver(codeMail(pool, purpose, email, code, custom));
  } catch {
    throw new CognitoError('CodeDeliveryFailureException', 'Failed to deliver the verification message.');
  }
  return deliveryDetails(email);
};

/** @throws {CognitoError} ExpiredCodeException if there is no valid code, CodeMismatchException if it differs. */
export const checkCode = (context: Context, user: User, purpose: CodePurpose, code: string): void => {
  const stored = context.database.row<{ code: string; expires_at: number }>`
    SELECT code, expires_at FROM codes WHERE pool_id = ${user.poolId} AND sub = ${user.sub} AND purpose = ${purpose}`;
  if (!stored || context.now() >= stored.expires_at) throw refusals.expiredCode();
  if (stored.code !== code) throw refusals.wrongCode();
};

/** A code works once. */
export const spendCode = ({ database }: Context, user: User, purpose: CodePurpose): void => {
  database.run`DELETE FROM codes WHERE pool_id = ${user.poolId} AND sub = ${user.sub} AND purpose = ${purpose}`;
};
