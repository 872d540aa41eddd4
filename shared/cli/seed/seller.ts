import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PlatformFile } from '../platformTarget.ts';
import { administer, codeIn, eventually, mailAddress, mailsTo, type Reply, waitForMail } from '../shopClient.ts';
import { RequestError, send } from './persistence.ts';
import { isAdmin } from './session.ts';

/** The account that offers and approves the products. */
export type Credentials = { fullName: string; password: string };

/** The name of the account that is created if none is named. */
export const SELLER_NAME = 'Seed Seller';

/** The password of the account that exists only on this machine. */
const LOCAL_PASSWORD = 'passwrod123';

type Refusal = { code?: string; error?: string };
const refused = (what: string, { status, body }: Reply<unknown>): RequestError => {
  const { code = '', error = '' } = Object(body) as Refusal;
  return new RequestError(`${what}: ${status} ${code} ${error}`.trim());
};

type SignedIn = Refusal & { tokens: { IdToken: string } };
const trySignIn = (platform: PlatformFile, { fullName, password }: Credentials, stop: AbortSignal) =>
  send<SignedIn>(`${platform.auth}/sign-in`, { body: { fullName, password } }, stop);

/** Signs in and returns the ID token. @throws RequestError if the account does not exist, is not confirmed, or has another password */
export const signIn = async (platform: PlatformFile, account: Credentials, stop: AbortSignal): Promise<string> => {
  const reply = await trySignIn(platform, account, stop);
  if (reply.status !== 200) throw refused(`sign-in of ${account.fullName}`, reply);
  return reply.body.tokens.IdToken;
};

const signUp = (platform: PlatformFile, account: Credentials, stop: AbortSignal) => {
  const body = { ...account, email: mailAddress(platform, account.fullName) };
  return send<Refusal>(`${platform.auth}/sign-up`, { body }, stop);
};

/** Confirms the account with the newest code in the mailbox; if that is no longer valid, requests a new one. */
const confirmByMail = async (platform: PlatformFile, fullName: string, stop: AbortSignal): Promise<void> => {
  const to = mailAddress(platform, fullName);
  const confirm = async () => {
    const confirmationCode = codeIn(await waitForMail(platform, to, /code/i));
    return send(`${platform.auth}/confirm-sign-up`, { body: { fullName, confirmationCode } }, stop);
  };
  let reply = await confirm();
  if (reply.status === 400) {
    const mails = (await mailsTo(platform, to)).length;
    await send(`${platform.auth}/resend-code`, { body: { fullName } }, stop);
    await eventually(`another code for ${fullName}`, async () => {
      stop.throwIfAborted();
      return (await mailsTo(platform, to)).length > mails || undefined;
    });
    reply = await confirm();
  }
  if (reply.status !== 200) throw refused(`confirmation of ${fullName}`, reply);
};

const grantAdmin = (platform: PlatformFile, fullName: string): Promise<void> =>
  administer(platform, fullName, (cognito, user) =>
    cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'admin' })),
  );

/** Returns the account on this machine, which signs up like anyone, with the code from the mailbox. */
const localSeller = async (platform: PlatformFile, fullName: string, stop: AbortSignal): Promise<Credentials> => {
  const account = { fullName, password: LOCAL_PASSWORD };
  let reply = await trySignIn(platform, account, stop);
  if (reply.body.code === 'INVALID_CREDENTIALS') {
    const made = await signUp(platform, account, stop);
    if (made.status !== 200) throw refused(`sign-up of ${fullName}`, made);
  }
  if (reply.status !== 200) {
    await confirmByMail(platform, fullName, stop);
    reply = await trySignIn(platform, account, stop);
  }
  if (reply.status === 200 && !isAdmin(reply.body.tokens.IdToken)) await grantAdmin(platform, fullName);
  return account;
};

/** Returns whether the user exists. Signing up again with another password would create another account with the same name. */
const userExists = (platform: PlatformFile, fullName: string): Promise<boolean> =>
  administer(platform, fullName, (cognito, user) => cognito.send(new AdminGetUserCommand(user))).then(
    () => true,
    (error: Error) => {
      if (error.name === 'UserNotFoundException') return false;
      throw error;
    },
  );

/**
 * Returns the account on a stage, which only its operator can use: nobody reads its emails, and each run sets a new, secret password. The
 * password is set before the account becomes an admin, and only if its address is ours, so that nobody else's account can become an
 * admin's.
 */
const stageSeller = async (platform: PlatformFile, fullName: string, stop: AbortSignal): Promise<Credentials> => {
  const account = { fullName, password: `Aa1${randomBytes(24).toString('base64url')}` };
  if (!(await userExists(platform, fullName))) {
    const made = await signUp(platform, account, stop);
    if (made.status !== 200) throw refused(`sign-up of ${fullName}`, made);
  }
  await administer(platform, fullName, async (cognito, user) => {
    const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand(user));
    if (UserAttributes.find(({ Name }) => Name === 'email')?.Value !== mailAddress(platform, fullName)) {
      throw new RequestError(`"${fullName}" belongs to somebody else here: name an account with --full-name.`);
    }
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: account.password, Permanent: true }));
  });
  await grantAdmin(platform, fullName);
  return account;
};

/**
 * Returns the account that fills the shop if none is named. It is created if necessary, and added to the admin group.
 *
 * @throws RequestError if that is impossible
 */
export const makeSeller = (platform: PlatformFile, stop: AbortSignal, fullName = SELLER_NAME): Promise<Credentials> =>
  platform.mailbox === undefined ? stageSeller(platform, fullName, stop) : localSeller(platform, fullName, stop);
