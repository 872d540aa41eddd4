import { readFileSync } from 'node:fs';
import { GetQueueUrlCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { type Account, call, eventually, waitForOrder } from '../../cli/shopClient.ts';
import { startReceiver } from '../webhookReceiver.ts';
import { accessibilityViolations, openPage, startBrowser } from './browser.ts';
import { decide, pendingProduct } from './catalogueClient.ts';
import {
  consoleUrl,
  desktop,
  findApproval,
  openPath,
  phone,
  problemsOf,
  refusedInput,
  signIn,
} from './consolePages.ts';
import { countedPerson } from './keystrokeLevel.ts';
import { type Placed, shippedOrder, view } from './paidOrders.ts';
import { resourceName } from './platformClients.ts';
import { account, admin, approvedProduct, platform, sqs, unique } from './shop.ts';

jest.setTimeout(120_000); // a browser on a busy machine

const browser = await startBrowser();
const missing = typeof browser === 'string' ? ` (skipped, ${browser})` : '';
const chromium = browser as Browser;

/** Creates a webhook that was sent a test, at an address where nobody listens. */
const webhookWithDelivery = async (): Promise<string> => {
  const { idToken: token } = await admin();
  const body = { url: 'http://127.0.0.1:9/events', events: ['STOCK_LOW'] };
  const { body: created } = await call<{ id: string }>(`${platform.order}/webhooks`, { token, body });
  await call(`${platform.order}/webhooks/${created.id}/test`, { method: 'POST', token });
  return created.id;
};

/** Sets up an authenticator app for an account. Returns what the app shows at a time; the code of the half minute before now is used up. */
const withAuthenticatorApp = async ({ accessToken: token, password }: Account) => {
  const { body } = await call<{ secret: string }>(`${platform.auth}/me/mfa`, {
    method: 'POST',
    token,
    body: { password },
  });
  const app = new TOTP({ secret: Secret.fromBase32(body.secret) });
  await eventually('the set-up of the app', async () => {
    const code = app.generate({ timestamp: Date.now() - 30_000 }); // too old if the half minute ends on the way
    const { status } = await call(`${platform.auth}/me/mfa/confirm`, { method: 'POST', token, body: { code } });
    return status === 200 ? true : undefined;
  });
  return (timestamp: number): string => app.generate({ timestamp });
};

/** A member of the group `staff`. */
const staffMember = async (): Promise<Account> => {
  const member = await account('Staff');
  const { body } = await call<{ userId: string }>(`${platform.auth}/me`, { token: member.idToken });
  const { idToken: token } = await admin();
  await call(`${platform.auth}/users/${body.userId}/groups/staff`, { method: 'PUT', token });
  return member;
};

/** An order whose customer wants to return one unit of it. */
const orderToReturn = async (): Promise<Placed> => {
  const order = await shippedOrder();
  const { idToken: token } = await admin();
  const url = `${platform.order}/orders/${order.orderId}`;
  const { body } = await call<{ fulfilments: { id: string }[] }>(`${url}/fulfilments`, {
    token,
    body: { carrier: 'DHL' },
  });
  await call(`${url}/fulfilments/${body.fulfilments[0]?.id}/delivered`, { method: 'POST', token });
  const items = [{ productId: order.productId, quantity: 1 }];
  await call(`${url}/returns`, { token: order.customer.idToken, body: { items, reason: 'too small' } });
  return order;
};

/** An order of two shirts of size M; the product's first variant is size S. */
const orderOfVariant = async () => {
  const id = await approvedProduct({ productName: 'Shirt', productPrice: 20 });
  const url = `${platform.product}/products/${id}`;
  const { idToken: token } = await account('Seller');
  const sku = unique('SHIRT-M');
  await call(`${url}/variants/${id}`, { method: 'PATCH', token, body: { options: { Size: 'S' } } });
  const { body: product } = await call<{ variants: { id: string }[] }>(`${url}/variants`, {
    token,
    body: { options: { Size: 'M' }, price: 25, quantity: 5, sku },
  });
  const variantId = product.variants[1]?.id;
  await decide(id, 'approve');
  const customer = await account('Ann');
  const body = { id, variantId, quantity: 2 };
  const { body: order } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    token: customer.idToken,
    body,
  });
  await waitForOrder(platform, customer, order.orderId);
  return { orderId: order.orderId, sku, variantId };
};

describe.each([{ skipped: missing }])('the staff console$skipped', () => {
  const testInBrowser = missing === '' ? test : test.skip;
  let placed: Placed;
  beforeAll(async () => {
    if (missing !== '') return;
    placed = await shippedOrder();
  });
  afterAll(async () => {
    if (missing !== '') return;
    await chromium.close();
    await call(`${platform.order}/settings/shop`, { method: 'PUT', token: (await admin()).idToken, body: {} });
  });

  testInBrowser('lets staff approve a product, send half an order and refund half of it', async () => {
    const productName = unique('Sandals');
    const productId = await pendingProduct({ productName });
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByText('Needs attention').waitFor();
    await page.reload(); // which keeps the session

    const approving = countedPerson();
    await approving.click(
      'press the number of products to approve',
      page.getByRole('link', { name: /products to approve/ }),
    );
    const product = await findApproval(page, productName);
    await approving.see('look at the product', product);
    await approving.click('press “Approve”', product.getByRole('button', { name: 'Approve' }));
    await approving.see('see that it is on sale', page.getByText(`“${productName}” is on sale.`));

    await openPath(page, `/orders/${placed.orderId}/show`);
    await page.getByRole('button', { name: 'Send parcel' }).click();
    await page.getByLabel(/\(2 left\)/).fill('1');
    await page.getByLabel('Carrier').fill('DHL');
    await page.getByRole('dialog').getByRole('button', { name: 'Send parcel' }).click();
    await page.getByText('Partly sent').waitFor();
    await page.getByRole('menuitem', { name: 'Overview' }).click();
    const { idToken: token } = await admin();
    const { body: order } = await call<{ number: string }>(`${platform.order}/orders/${placed.orderId}`, { token });
    const refunding = countedPerson();
    await refunding.click('press “Orders”', page.getByRole('menuitem', { name: 'Orders' }));
    await refunding.type(
      'type the order’s number',
      page.getByPlaceholder('Number, email address or name'),
      order.number,
    );
    await refunding.click('press the order', page.getByRole('row', { name: order.number }));
    await refunding.see('look at the order', page.getByRole('button', { name: 'Refund' }));
    await refunding.click('press “Refund”', page.getByRole('button', { name: 'Refund' }));
    await refunding.type('type half of the amount', page.getByLabel(/Amount/), '49.99');
    await refunding.click('press “Refund” again', page.getByRole('dialog').getByRole('button', { name: 'Refund' }));
    await refunding.see('see that it is refunded in part', page.getByText('Partly refunded'));

    expect((await call(`${platform.product}/products/${productId}`)).status).toBe(200);
    expect((await view(placed)).payment.refunded).toBe(49.99);
    expect(errors).toEqual([]);
    const figures = readFileSync('docs/figures.md', 'utf8');
    expect(figures).toContain(`${approving.rows().join('\n')}\n| **a product is approved** |`);
    expect(figures).toContain(`${refunding.rows().join('\n')}\n| **half an order is refunded** |`);
    expect([approving.seconds() < 30, refunding.seconds() < 60]).toEqual([true, true]);
    await close();
  });

  testInBrowser('names what could not be processed, and its runbook', async () => {
    const QueueName = resourceName('bannerService', 'UploadDeadLetterQueue');
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const { page, errors, close } = await openPage(chromium, phone);
    await signIn(page, await staffMember());

    const waiting = page.getByRole('listitem').filter({ hasText: 'bannerService UploadDeadLetterQueue' });
    await waiting.getByText('1 Nachricht').waitFor();
    await waiting.getByText('docs/runbooks/uploadDeadLetters.md').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);

    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await page.reload();
    await page.getByText('Zu erledigen').waitFor();
    await waiting.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('lets staff decide on reviews', async () => {
    const order = await orderToReturn();
    const { idToken: token } = order.customer;
    const text = unique('Light, and they fit');
    await eventually('the right to review', async () => {
      const url = `${platform.product}/products/${order.productId}/reviews`;
      return (await call(url, { token, body: { stars: 4, text } })).status === 201 ? true : undefined;
    });
    const { page, errors, close } = await openPage(chromium, phone);
    await signIn(page, await admin());
    await page.getByRole('link', { name: /Bewertungen freizugeben/ }).click();
    const review = page.getByRole('article').filter({ hasText: text });
    await review.waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await review.getByRole('button', { name: 'Freigeben' }).click();
    await review.waitFor({ state: 'detached' });

    const { body } = await call<{ reviews: { text?: string }[] }>(
      `${platform.product}/products/${order.productId}/reviews`,
    );
    expect(body.reviews.map((shown) => shown.text)).toContain(text);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('names the variant in an order, and sends that one', async () => {
    const { orderId, sku, variantId } = await orderOfVariant();
    const { page, errors, close } = await openPage(chromium, desktop);
    const { email, password, idToken: token } = await admin();
    await signIn(page, { email, password });
    await page.getByText('Needs attention').waitFor();
    await openPath(page, `/orders/${orderId}/show`);
    await page.getByRole('cell', { name: `Shirt, M SKU ${sku}` }).waitFor();

    await page.getByRole('button', { name: 'Send parcel' }).click();
    await page.getByLabel('Shirt, M (2 left)').fill('1');
    await page.getByLabel('Carrier').fill('DHL');
    await page.getByRole('dialog').getByRole('button', { name: 'Send parcel' }).click();
    await page.getByText(`1 × Shirt, M (${sku})`).waitFor();

    const { body } = await call<{ fulfilments: object[] }>(`${platform.order}/orders/${orderId}`, { token });
    expect(body.fulfilments).toEqual([
      expect.objectContaining({ items: [expect.objectContaining({ variantId, quantity: 1 })] }),
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('lists what sells and is low by the number that was set for it', async () => {
    const productName = unique('Socks');
    const id = await approvedProduct({ productName, productPrice: 1, quantity: 900 });
    const { email, password, idToken: token } = await admin();
    const variant = `${platform.product}/products/${id}/variants/${id}`;
    await call(variant, { method: 'PATCH', token, body: { lowStockAt: 400 } });
    const customer = await account('Ann');
    const { body: order } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
      token: customer.idToken,
      body: { id, quantity: 501 }, // more than other tests sell: the list looks at best sellers
    });
    await waitForOrder(platform, customer, order.orderId);
    await eventually('the sale in the summary', async () => {
      const { body } = await call<{ days: { bestSellers: { productId: string }[] }[] }>(
        `${platform.order}/admin/summary`,
        { token },
      );
      return body.days.some(({ bestSellers }) => bestSellers.some((sold) => sold.productId === id)) || undefined;
    });
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, { email, password });
    await page.getByRole('link', { name: /[1-9]\d* ?products about to sell out/ }).click();
    await page.getByRole('row', { name: new RegExp(`${productName}.*399`) }).click();
    await page.getByText('low (at 400 or fewer)').waitFor();

    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('shows what a colleague has changed, also when an action comes too late', async () => {
    const order = await shippedOrder();
    const { page, close } = await openPage(chromium, desktop);
    const staff = await admin();
    await signIn(page, staff);
    await page.getByText('Needs attention').waitFor();
    await openPath(page, `/orders/${order.orderId}/show`);
    await page.getByRole('button', { name: 'Send parcel' }).waitFor();

    const note = { method: 'POST', token: staff.idToken, body: { text: 'Packed by Grace' } };
    await call(`${platform.order}/orders/${order.orderId}/notes`, note);
    await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`); // the window gets the focus
    await page.getByText('Packed by Grace').waitFor({ timeout: 5_000 }); // before the next poll

    await page.getByRole('button', { name: 'Send parcel' }).click();
    await page.getByLabel('Carrier').fill('DHL');
    await call(`${platform.order}/orders/${order.orderId}/cancel`, { method: 'POST', token: staff.idToken });
    await page.getByRole('dialog').getByRole('button', { name: 'Send parcel' }).click();

    await page.getByText(/In the meantime: .*Cancelled/).waitFor();
    const button = page.locator('#main-content').getByRole('button', { name: 'Send parcel', includeHidden: true });
    await button.waitFor({ state: 'detached' });
    await close();
  });

  testInBrowser('lets staff take back a return, and hides what is for administrators', async () => {
    const order = await orderToReturn();
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await staffMember());
    await page.getByText('Needs attention').waitFor();
    await page.goto(`${consoleUrl}orders/${order.orderId}/show`);
    await page.getByRole('button', { name: 'Approve return' }).click();
    await page.getByRole('button', { name: 'Receive return' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Receive return' }).click();
    await page.getByText('Partly refunded').waitFor();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Overview',
      'Approvals',
      'Reviews',
      'Orders',
      'Products',
      'Import and export',
    ]);

    await page.goto(`${consoleUrl}settings/shop`);
    await page.getByText('Access denied').waitFor();

    expect((await view(order)).payment.refunded).toBe(49.99);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('lets an administrator change settings, discounts and categories', async () => {
    const name = unique('Hats');
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByLabel('Name of the shop').fill(name);
    await page.getByLabel('VAT id').fill('?');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.Mui-error[id$=helper-text]', { hasText: 'This is not a VAT id' }).waitFor();
    await page.getByLabel('VAT id').fill('DE123456789');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();

    await page.getByRole('menuitem', { name: 'Discounts' }).click();
    await page.getByRole('link', { name: 'Create' }).click();
    await page.getByLabel('Code').fill(name);
    await page.getByLabel('Percent *').fill('10');
    await page.getByLabel('Uses in all').fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: new RegExp(`${name}.*10%.*Active.*0 / 5`, 'i') }).waitFor();

    await page.getByRole('menuitem', { name: 'Categories' }).click();
    await page.getByRole('button', { name: 'Add category' }).click();
    await page.getByLabel('Name').fill(name);
    await page.locator('[type=file]').setInputFiles('docs/images/fashion1.png');
    await page.getByRole('button', { name: 'Save' }).click();
    const category = page.getByRole('article', { name });
    await category.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Name').fill(`${name} and caps`);
    await page.getByLabel('Position').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The category is changed.').waitFor();
    await page.getByRole('article', { name: `${name} and caps` }).waitFor();
    await category.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await category.waitFor({ state: 'detached' });

    expect(errors.filter((text) => !refusedInput.test(text))).toEqual([]);
    await close();
  });

  testInBrowser('lets an administrator have events sent, and shows what became of them', async () => {
    const receiver = await startReceiver();
    receiver.answer = (response) => void response.writeHead(receiver.received.length > 1 ? 200 : 500).end('no');
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByRole('menuitem', { name: 'Webhooks' }).click();
    await page.getByRole('link', { name: 'Create' }).click();
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByLabel('STOCK_LOW').check();
    await page.getByRole('button', { name: 'Save' }).click();
    const secret = await page.getByLabel('Secret', { exact: true }).last().inputValue();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have saved it' }).click();

    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByRole('row', { name: /WEBHOOK_TEST.*Delivered/ }).waitFor();
    const sent = receiver.received.length;
    await page.getByRole('button', { name: 'Send again' }).click();
    await eventually('the repetition', async () => (receiver.received.length > sent ? true : undefined));
    await page.getByRole('button', { name: 'Replace secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled by an administrator').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('The webhook is deleted.').waitFor();

    expect(errors).toEqual([]);
    receiver.close();
    await close();
  });

  testInBrowser(
    'asks for the code of an authenticator app, and tells a customer that there is nothing for them',
    async () => {
      const customer = await account('Customer');
      const codeAt = await withAuthenticatorApp(customer);
      const { page, errors, close } = await openPage(chromium, desktop);
      await signIn(page, customer);
      await page.locator('[name=code]').fill(codeAt(Date.now()));
      await page.locator('button[type=submit]').click();

      await page.getByText('Your account is not one of the staff.').waitFor();

      expect(await page.getByRole('menuitem').count()).toBe(0);
      expect(errors).toEqual([]);
      await close();
    },
  );

  testInBrowser.each([
    { device: 'a desktop', options: desktop, ready: 'Needs attention' },
    { device: 'a phone, in German and dark', options: phone, ready: 'Zu erledigen' },
  ])('is accessible and fits on $device', async ({ options, ready }) => {
    const { page, errors, close } = await openPage(chromium, options);
    const found: Record<string, unknown> = {};
    const webhookId = await webhookWithDelivery();
    const check = async (name: string) => {
      await page.locator('h1').filter({ hasText: /\S/ }).waitFor();
      found[name] = await problemsOf(page);
    };
    await page.goto(consoleUrl);
    await page.locator('[name=email]').waitFor();
    await check('sign-in');
    await signIn(page, await admin());
    await page.getByText(ready).waitFor();
    await check('first page');
    const paths = [
      '/approvals',
      '/reviews',
      '/low-stock',
      '/orders',
      `/orders/${placed.orderId}/show`,
      '/products',
      '/imports',
      '/products/create',
      `/products/${placed.productId}`,
      '/customers',
      '/discounts',
      '/discounts/create',
      '/categories',
      '/banners',
      '/webhooks',
      '/webhooks/create',
      `/webhooks/${webhookId}`,
      '/settings/shop',
      '/settings/shipping',
      '/settings/taxes',
    ];
    for (const path of paths) {
      await openPath(page, path);
      await check(path);
    }
    await openPath(page, '/categories');
    await page.locator('#main-content button').first().click();
    await check('dialog');

    expect(found).toEqual(Object.fromEntries(['sign-in', 'first page', ...paths, 'dialog'].map((name) => [name, []])));
    expect(errors).toEqual([]);
    await close();
  });
});
