import { readFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { commandLine } from './commandLine.ts';
import { readPlatformFile } from './platformTarget.ts';
import {
  type Account,
  call,
  codeIn,
  eventually,
  exampleProduct,
  makeAdmin,
  type Reply,
  signIn,
  waitForMail,
  waitForOrder,
} from './shopClient.ts';
import { CARD_THAT_IS_DECLINED, confirmPayment, type TestPayment } from './testPayment.ts';

/** `npm run demo`: walks through a first order and prints each request and response. */

commandLine('demo').parse();

const picture = path.join('docs', 'images', 'shoes.png');
const run = Date.now().toString(36);

const heading = (text: string) => console.log(`\n${styleText('bold', text)}`);
const sent = (text: string) => console.log(styleText('cyan', `  → ${text}`));
const got = (text: string) => console.log(styleText('green', `  ← ${text}`));

/** Shortens long values, such as tokens. */
const brief = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'string' && part.length > 90 ? `${part.slice(0, 60)}…` : part));

/** Sends a request, prints it with its response, and stops the demo if the status is unexpected. */
const tell = async <Body>(
  url: string,
  expected: number,
  request: Parameters<typeof call>[1] = {},
): Promise<Reply<Body>> => {
  const { body, token } = request;
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  sent(`${method} ${url}${token ? ' (with a token)' : ''}${body === undefined ? '' : ` ${brief(body)}`}`);
  const reply = await call<Body>(url, request);
  got(`${reply.status} ${brief(reply.body)}`);
  if (reply.status !== expected) throw new Error(`${method} ${url} returned ${reply.status}, not ${expected}`);
  return reply;
};

const platform = (() => {
  try {
    return readPlatformFile();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(1);
  }
})();

const signUp = async (role: string): Promise<Account> => {
  const account = {
    fullName: `${role} ${run}`,
    email: `${role.toLowerCase()}.${run}@example.com`,
    password: 'passwrod123',
  };
  await tell(`${platform.auth}/sign-up`, 200, { body: account });
  const mail = await waitForMail(platform, account.email, /code/i);
  got(`email to ${account.email}: ${mail.subject}`);
  const body = { fullName: account.fullName, confirmationCode: codeIn(mail) };
  await tell(`${platform.auth}/confirm-sign-up`, 200, { body });
  sent(`POST ${platform.auth}/sign-in`);
  const signedIn = await signIn(platform, account);
  got(`200 ${brief({ tokens: { IdToken: signedIn.idToken, AccessToken: signedIn.accessToken } })}`);
  return signedIn;
};

heading('1. A seller signs up, confirms with the emailed code and signs in');
const seller = await signUp('Seller');

heading('2. The seller offers a pair of shoes and uploads its picture');
const offer = await tell<{ uploadUrl: string; id: string }>(`${platform.product}/get-upload-url`, 200, {
  token: seller.idToken,
  body: exampleProduct,
});
const { uploadUrl, id } = offer.body;
sent(`PUT ${picture} to the upload URL (curl -X PUT -T ${picture} "<uploadUrl>" does the same)`);
const upload = await fetch(uploadUrl, { method: 'PUT', body: readFileSync(picture) });
got(`${upload.status}`);

heading('3. An admin sees the product waiting, with its picture checked, and approves it');
const admin = await makeAdmin(platform, await signUp('Admin'));
await eventually('the check of the picture', async () => {
  const { body } = await call<{ products: { id: string }[] }>(`${platform.product}/products/pending?limit=100`, {
    token: admin.idToken,
  });
  return body.products.some((product) => product.id === id) || undefined;
});
await tell(`${platform.product}/products/${id}/approve`, 200, { method: 'POST', token: admin.idToken });
const before = await tell<{ quantity: number; imageUrl: string }>(`${platform.product}/products/${id}`, 200);

heading('4. A customer orders two pairs');
const customer = await signUp('Customer');
const placed = await tell<{ orderId: string }>(`${platform.order}/create-order`, 201, {
  token: customer.idToken,
  body: { id, quantity: 2 },
});

heading('5. The workflow reserves the stock and ships the order');
const order = await waitForOrder(platform, customer, placed.body.orderId);
got(`order ${order.id} is ${order.status}: ${order.total} ${order.currency}`);
const after = await tell<{ quantity: number }>(`${platform.product}/products/${id}`, 200);
got(`stock before ${before.body.quantity}, now ${after.body.quantity}`);
if (order.status !== 'shipping' || after.body.quantity !== before.body.quantity - 2)
  throw new Error('The demo failed: the order did not ship, or the stock is wrong.');

heading('6. The customer’s emails');
await waitForMail(platform, customer.email, /received/i);
const shipped = await waitForMail(platform, customer.email, /shipping/i);
got(`"${shipped.subject}"\n\n${shipped.body.text ?? ''}`);

heading('7. The customer comes back, searches and fills a cart');
const { productName } = exampleProduct;
await tell(`${platform.product}/products?q=${encodeURIComponent(productName.slice(0, 4))}&sort=price-asc&limit=1`, 200);
await tell(`${platform.order}/cart`, 200, { token: customer.idToken, body: { id, qty: 3 } });

heading('8. Checkout: the stock stays reserved until the order is paid');
const checkout = await tell<{ id: string }>(`${platform.order}/checkout`, 201, {
  method: 'POST',
  token: customer.idToken,
});
const paidId = checkout.body.id;

const statusOf = async (): Promise<string> =>
  (await call<{ status: string }>(`${platform.order}/orders/${paidId}`, { token: customer.idToken })).body.status;
const reaches = (status: string) =>
  eventually(`${status} of order ${paidId}`, async () => ((await statusOf()) === status ? true : undefined));

if (platform.payments !== undefined) {
  await reaches('awaiting_payment');
  got(`order ${paidId} is awaiting_payment`);

  heading('9. The customer pays: first with a card that is declined, then with a good one');
  const { body: payment } = await call<TestPayment>(`${platform.payments}/test/payments/${paidId}`);
  sent(`the customer's browser confirms ${payment.paymentIntent} at ${platform.payments}`);
  got(`declined: ${await confirmPayment(platform.payments, payment, CARD_THAT_IS_DECLINED)}`);
  await waitForMail(platform, customer.email, /payment/i);
  await confirmPayment(platform.payments, payment);
  got('paid');
}
await reaches('shipping');
got(`order ${paidId} is shipping`);
await tell(`${platform.order}/cart`, 200, { token: customer.idToken });

console.log(styleText('dim', `\nThe mailbox: ${platform.mailbox}   The picture: ${before.body.imageUrl}`));
