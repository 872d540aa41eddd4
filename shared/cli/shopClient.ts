import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LOCAL_STAGE, localClient, type PlatformFile } from './platformTarget.ts';

/** One request to an API of the platform. */
export type Call = {
  method?: string;
  /** An object is sent as JSON, a string unchanged. */
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  /** Aborts the request. */
  signal?: AbortSignal;
};

/** A response, with its body parsed if it is JSON. */
export type Reply<Body> = { status: number; headers: Headers; body: Body };

/** Sends one request, without retries. */
export const call = async <Body = Record<string, unknown>>(url: string, request: Call = {}): Promise<Reply<Body>> => {
  const { body, token, headers = {}, signal } = request;
  const response = await fetch(url, {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
};

/** Waits until `look` returns something, at most `seconds`. */
export const eventually = async <T>(what: string, look: () => Promise<T | undefined>, seconds = 20): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(50);
  }
};

/** An email as in the local mailbox's `/store`. */
export type StoredMail = { subject: string; destination: { to: string[] }; body: { text?: string; html?: string } };

/**
 * Returns an email address for a test account. If emails are really sent, it is one of SES's mailbox simulator, which accepts every
 * email, does not affect the sender's reputation and works in the sandbox.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 */
export const mailAddress = ({ mailbox }: PlatformFile, fullName: string): string => {
  const name = fullName.toLowerCase().replaceAll(/\W+/g, '.');
  return mailbox === undefined ? `success+${name}@simulator.amazonses.com` : `${name}@example.com`;
};

/** Returns all emails to one address, oldest first. */
export const mailsTo = async (platform: PlatformFile, to: string): Promise<StoredMail[]> => {
  if (platform.mailbox === undefined) throw new Error('This stage has no readable mailbox.');
  const { body } = await call<{ emails: StoredMail[] }>(`${platform.mailbox}/store?to=${encodeURIComponent(to)}`);
  return body.emails.filter(({ destination }) => destination.to.includes(to));
};

/** Waits for an email to `to` with a matching subject, and returns the newest. */
export const waitForMail = (platform: PlatformFile, to: string, subject: RegExp): Promise<StoredMail> =>
  eventually(`an email ${subject} to ${to}`, async () =>
    (await mailsTo(platform, to)).findLast((mail) => subject.test(mail.subject)),
  );

/** Returns the code in an email of the user pool. */
export const codeIn = (mail: StoredMail): string => /\b\d{6}\b/.exec(mail.body.text ?? mail.body.html ?? '')?.[0] ?? '';

/** A signed-in account. */
export type Account = { fullName: string; email: string; password: string; idToken: string; accessToken: string };

type SignIn = { tokens: { IdToken: string; AccessToken: string; RefreshToken: string } };

/** Signs in and returns the account with its tokens. */
export const signIn = async (
  platform: PlatformFile,
  account: Omit<Account, 'idToken' | 'accessToken'>,
): Promise<Account> => {
  const { fullName, password } = account;
  const { status, body } = await call<SignIn>(`${platform.auth}/sign-in`, { body: { fullName, password } });
  if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
  return { ...account, idToken: body.tokens.IdToken, accessToken: body.tokens.AccessToken };
};

/** Creates a confirmed account with the routes and the mailbox, as a person would; without a mailbox an operator confirms it. */
export const createAccount = async (platform: PlatformFile, fullName: string): Promise<Account> => {
  const email = mailAddress(platform, fullName);
  const account = { fullName, email, password: 'passwrod123' };
  const signUp = await call(`${platform.auth}/sign-up`, { body: account });
  if (signUp.status !== 200) throw new Error(`sign-up: ${signUp.status} ${JSON.stringify(signUp.body)}`);
  if (platform.mailbox === undefined) {
    await administer(platform, fullName, async (cognito, user) => {
      await cognito.send(new AdminConfirmSignUpCommand(user));
      const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]; // as the emailed code would: orders require it
      await cognito.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes }));
    });
    return signIn(platform, account);
  }
  const confirmationCode = codeIn(await waitForMail(platform, email, /code/i));
  const confirmed = await call(`${platform.auth}/confirm-sign-up`, { body: { fullName, confirmationCode } });
  if (confirmed.status !== 200)
    throw new Error(`confirm-sign-up: ${confirmed.status} ${JSON.stringify(confirmed.body)}`);
  return signIn(platform, account);
};

/** Adds an account to the `admin` group and signs it in again, so that its tokens contain the group. */
export const makeAdmin = async (platform: PlatformFile, account: Account): Promise<Account> => {
  await administer(platform, account.fullName, (cognito, user) =>
    cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'admin' })),
  );
  return signIn(platform, account);
};

/** Performs an operator's action on an account. */
export const administer = async (
  platform: PlatformFile,
  fullName: string,
  work: (cognito: CognitoIdentityProviderClient, user: { UserPoolId: string; Username: string }) => Promise<unknown>,
): Promise<void> => {
  const ssm = new SSMClient(localClient(platform, 'ssm'));
  const cognito = new CognitoIdentityProviderClient(localClient(platform, 'cognito'));
  const Name = `/ecommerce/${platform.stage ?? LOCAL_STAGE}/authService/userPoolId`;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  await work(cognito, { UserPoolId: Parameter?.Value ?? '', Username: fullName.replaceAll(/\s+/g, '_') });
  for (const client of [ssm, cognito]) client.destroy();
};

/** A seller's details of a product. */
export type ProductDetails = {
  fileName: string;
  fileType: string;
  productName: string;
  productPrice: number;
  description: string;
  quantity: number;
  category: string;
};

/** An example product. */
export const exampleProduct: ProductDetails = {
  fileName: 'shoes.png',
  fileType: 'image/png',
  productName: 'Running shoes',
  productPrice: 49.99,
  description: 'Light, orange, fast',
  quantity: 40,
  category: 'shoes',
};

/** Offers a product with its picture. Returns its id. The product then waits for the check of its picture and for approval. */
export const uploadProduct = async (
  platform: PlatformFile,
  seller: Account,
  product: ProductDetails,
  picture: Uint8Array<ArrayBuffer>,
): Promise<string> => {
  const { status, body } = await call<{ uploadUrl: string; id: string }>(`${platform.product}/get-upload-url`, {
    body: product,
    token: seller.idToken,
  });
  if (status !== 200) throw new Error(`get-upload-url: ${status} ${JSON.stringify(body)}`);
  const upload = await fetch(body.uploadUrl, { method: 'PUT', body: picture });
  const refusal = await upload.text();
  if (!upload.ok) throw new Error(`upload: ${upload.status} ${refusal}`);
  return body.id;
};

/** Approves a product as soon as its picture has been checked. */
export const approveProduct = async (platform: PlatformFile, admin: Account, id: string): Promise<void> => {
  await eventually(`approval of ${id}`, async () => {
    const { status, body } = await call<{ code?: string }>(`${platform.product}/products/${id}/approve`, {
      method: 'POST',
      token: admin.idToken,
    });
    if (status === 200) return true;
    if (body.code === 'IMAGE_NOT_CHECKED') return undefined;
    throw new Error(`approve: ${status} ${JSON.stringify(body)}`);
  });
};

/** An order as in `GET /orders/{id}`. */
export type OrderView = { id: string; status: string; total: number; currency: string; reason?: string };

/** Waits until an order has shipped or was rejected. */
export const waitForOrder = (platform: PlatformFile, customer: Account, orderId: string): Promise<OrderView> =>
  eventually(`the end of order ${orderId}`, async () => {
    const { body } = await call<OrderView>(`${platform.order}/orders/${orderId}`, { token: customer.idToken });
    return body.status === 'shipping' || body.status === 'rejected' ? body : undefined;
  });
