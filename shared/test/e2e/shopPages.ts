import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { call, eventually } from '../../cli/shopClient.ts';
import { openPage, startBrowser } from './browser.ts';
import { admin, platform } from './shop.ts';

const browser = await startBrowser();
const chromium = browser as Browser;

/** Why tests in a browser are skipped; empty if they are not. */
export const missing = typeof browser === 'string' ? ` (skipped, ${browser})` : '';

export const shopUrl = platform.gateway ?? '';

export const desktop = { viewport: { width: 1280, height: 900 }, locale: 'en-US' };
export const phone = { viewport: { width: 390, height: 844 }, locale: 'de-DE', colorScheme: 'dark' } as const;

/** Ends the browser of this test file. */
export const closeBrowser = async (): Promise<void> => {
  if (missing === '') await chromium.close();
};

/** Waits until the platform has built the shop. */
export const shopIsBuilt = (): Promise<true> =>
  eventually('the shop is built', async () => ((await fetch(shopUrl)).ok ? true : undefined), 60);

/** Sends a request to orderService as an administrator. */
export const asAdmin = async <Body>(method: string, path: string, body?: object) =>
  (await call<Body>(`${platform.order}${path}`, { method, body, token: (await admin()).idToken })).body;

/** Opens a page of the shop. */
export const open = async (options: BrowserContextOptions, path: string) => {
  const opened = await openPage(chromium, options);
  opened.page.setDefaultTimeout(15_000);
  await opened.page.goto(`${shopUrl}${path}`);
  return opened;
};

/** Puts the product into the cart, as a visitor does. */
export const addProduct = async (page: Page, productId: string) => {
  await page.goto(`${shopUrl}/products/${productId}`);
  await page.locator('.buy button').click();
  await page.locator('.added').waitFor();
};

/** Signs in, and waits for the account's page. */
export const signIn = async (page: Page, { email, password }: { email: string; password: string }) => {
  await page.goto(`${shopUrl}/sign-in`);
  await page.locator('[autocomplete=username]').fill(email);
  await page.locator('[autocomplete=current-password]').fill(password);
  await page.locator('form.panel [type=submit]').click();
  await page.locator('.doors').waitFor();
};

/** Types an address in Berlin. @param kind what browsers call it, if there are two */
export const typeAddress = async (page: Page, kind = '') => {
  const field = (name: string) => page.locator(`[autocomplete="${`${kind} ${name}`.trim()}"]`);
  await field('name').fill('Ann Lee');
  await field('country').selectOption('DE');
  await field('address-line1').fill('Invalidenstr. 116');
  await field('postal-code').fill('10115');
  await field('address-level2').fill('Berlin');
};

/** Orders and pays what is in the cart. Returns the order's id. */
export const orderAndPay = async (page: Page): Promise<string> => {
  await page.locator('aside [type=submit]:enabled').click();
  await page.waitForURL(/\/orders\/[\w-]+\/pay$/);
  await page.locator('form.panel [type=submit]').click();
  await page.waitForURL(/\/orders\/[\w-]+$/);
  await page.locator('.thanks').waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
};

/** Sends an order and lets it arrive, as staff. */
export const deliver = async (orderId: string) => {
  const { fulfilments } = await asAdmin<{ fulfilments: { id: string }[] }>('POST', `/orders/${orderId}/fulfilments`, {
    carrier: 'DHL',
  });
  await asAdmin('POST', `/orders/${orderId}/fulfilments/${fulfilments[0]?.id}/delivered`);
};
