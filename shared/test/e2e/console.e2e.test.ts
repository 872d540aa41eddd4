import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { call } from '../../cli/shopClient.ts';
import { accessibilityViolations, openPage, startBrowser } from './browser.ts';
import { pendingProduct } from './catalogueClient.ts';
import { type Placed, shippedOrder, view } from './paidOrders.ts';
import { account, admin, platform, unique } from './shop.ts';

jest.setTimeout(120_000); // a browser on a busy machine

const browser = await startBrowser();
const missing = typeof browser === 'string' ? ` (skipped, ${browser})` : '';
const chromium = browser as Browser;
const consoleUrl = `${platform.gateway}/console/`;

const desktop = { viewport: { width: 1280, height: 900 }, locale: 'en-US' };
const phone = { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' } as const;

const signIn = async (page: Page, { email, password }: { email: string; password: string }) => {
  await page.goto(consoleUrl);
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
};

/** Goes to a page of the console as its links do: loading it again would end a session that is only in memory. */
const open = (page: Page, path: string) =>
  page.evaluate(`history.pushState({}, '', '/console${path}'); dispatchEvent(new PopStateEvent('popstate'))`);

describe.each([{ skipped: missing }])('the staff console$skipped', () => {
  const testInBrowser = missing === '' ? test : test.skip;
  let placed: Placed;
  beforeAll(async () => {
    if (missing !== '') return;
    placed = await shippedOrder();
  });
  afterAll(async () => {
    if (missing === '') await chromium.close();
  });

  testInBrowser('lets staff approve a product, send half an order and refund half of it', async () => {
    const productName = unique('Sandals');
    const productId = await pendingProduct({ productName });
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByText('Needs attention').waitFor();
    await page.reload(); // which keeps the session

    await page.getByRole('menuitem', { name: 'Approvals' }).click();
    const product = page.getByRole('article', { name: productName });
    const articles = page.getByRole('article');
    await articles.first().waitFor();
    while (!(await product.isVisible())) {
      const shown = await articles.count(); // other tests offer products, too
      await page.getByRole('button', { name: 'Show more' }).click();
      await articles.nth(shown).waitFor();
    }
    await product.getByRole('button', { name: 'Approve' }).click();
    await page.getByText(`“${productName}” is on sale.`).waitFor();

    await open(page, `/orders/${placed.orderId}/show`);
    await page.getByRole('button', { name: 'Send parcel' }).click();
    await page.getByLabel(/\(2 left\)/).fill('1');
    await page.getByLabel('Carrier').fill('DHL');
    await page.getByRole('dialog').getByRole('button', { name: 'Send parcel' }).click();
    await page.getByText('Partly sent').waitFor();
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByLabel(/Amount/).fill('49.99');
    await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click();
    await page.getByText('Partly refunded').waitFor();

    expect((await call(`${platform.product}/products/${productId}`)).status).toBe(200);
    expect((await view(placed)).payment.refunded).toBe(49.99);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('shows what a colleague has changed when an action comes too late', async () => {
    const order = await shippedOrder();
    const { page, close } = await openPage(chromium, desktop);
    const staff = await admin();
    await signIn(page, staff);
    await page.getByText('Needs attention').waitFor();
    await open(page, `/orders/${order.orderId}/show`);
    await page.getByRole('button', { name: 'Send parcel' }).click();
    await page.getByLabel('Carrier').fill('DHL');

    await call(`${platform.order}/orders/${order.orderId}/cancel`, { method: 'POST', token: staff.idToken });
    await page.getByRole('dialog').getByRole('button', { name: 'Send parcel' }).click();

    await page.getByText(/In the meantime: .*Cancelled/).waitFor();
    const button = page.locator('#main-content').getByRole('button', { name: 'Send parcel', includeHidden: true });
    await button.waitFor({ state: 'detached' });
    await close();
  });

  testInBrowser('tells a customer that there is nothing for them', async () => {
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await account('Customer'));

    await page.getByText('Your account is not one of the staff.').waitFor();

    expect(await page.getByRole('menuitem').count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser.each([
    { device: 'a desktop', options: desktop, ready: 'Needs attention' },
    { device: 'a phone, in German and dark', options: phone, ready: 'Zu erledigen' },
  ])('is accessible and fits on $device', async ({ options, ready }) => {
    const { page, errors, close } = await openPage(chromium, options);
    const found: Record<string, unknown> = {};
    const check = async (name: string) => {
      await page.locator('h1').filter({ hasText: /\S/ }).waitFor();
      await page.locator('[role=progressbar]').first().waitFor({ state: 'detached' });
      await page.waitForLoadState('networkidle');
      const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      found[name] = [...(await accessibilityViolations(page)), ...(isTooWide ? ['scrolls sideways'] : [])];
    };
    await page.goto(consoleUrl);
    await page.locator('[name=email]').waitFor();
    await check('sign-in');
    await signIn(page, await admin());
    await page.getByText(ready).waitFor();
    await check('first page');
    const paths = [
      '/approvals',
      '/orders',
      `/orders/${placed.orderId}/show`,
      '/products',
      `/products/${placed.productId}`,
    ];
    for (const path of paths) {
      await open(page, path);
      await check(path);
    }

    expect(found).toEqual(Object.fromEntries(['sign-in', 'first page', ...paths].map((name) => [name, []])));
    expect(errors).toEqual([]);
    await close();
  });
});
