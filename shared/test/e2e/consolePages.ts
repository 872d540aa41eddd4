import type { Page } from 'playwright-core';
import { eventually } from '../../cli/shopClient.ts';
import { accessibilityViolations } from './browser.ts';
import { platform } from './shop.ts';

export const consoleUrl = `${platform.gateway}/console/`;

export const desktop = { viewport: { width: 1280, height: 900 }, locale: 'en-US' };
export const phone = { viewport: { width: 375, height: 812 }, locale: 'de-DE', colorScheme: 'dark' } as const;

/** What the browser itself writes about a request that the page has explained at its fields. */
export const refusedInput = /status of 400/;

/** Waits until the platform has built the console. */
const consoleIsBuilt = () =>
  eventually('the console is built', async () => ((await fetch(consoleUrl)).ok ? true : undefined), 60);

/** Signs in at the console. */
export const signIn = async (page: Page, { email, password }: { email: string; password: string }) => {
  await consoleIsBuilt();
  await page.goto(consoleUrl);
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
};

/** Goes to a page of the console as its links do: loading it again would end a session that is only in memory. */
export const openPath = (page: Page, path: string) =>
  page.evaluate(`history.pushState({}, '', '/console${path}'); dispatchEvent(new PopStateEvent('popstate'))`);

/** Opens the approvals and finds a product there. */
export const openApproval = async (page: Page, productName: string) => {
  await openPath(page, '/approvals');
  return findApproval(page, productName);
};

/** Shows more of the approvals until a product is there: other tests offer products, too. */
export const findApproval = async (page: Page, productName: string) => {
  const articles = page.getByRole('article');
  const product = page.getByRole('article', { name: productName });
  await articles.first().waitFor();
  while (!(await product.isVisible())) {
    const shown = await articles.count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await articles.nth(shown).waitFor();
  }
  return product;
};

/** Returns what is wrong with a page as it is shown now: what axe finds, and whether it is wider than the screen. */
export const problemsOf = async (page: Page): Promise<string[]> => {
  await page.locator('[role=progressbar]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await page.locator('h1').filter({ hasText: /\S/ }).waitFor({ state: 'attached' }); // the name of what has just been loaded
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  return [...(await accessibilityViolations(page)), ...(isTooWide ? ['scrolls sideways'] : [])];
};
