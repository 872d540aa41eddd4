import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Not those of the package, which turn off web security: pages would be allowed what no browser of a customer allows. */
const ARGUMENTS = ['--no-sandbox', '--no-zygote', '--disable-gpu'];

/** Starts the system's Chromium, or the one of an npm package (Linux only). Returns why there is none. */
export const startBrowser = async (): Promise<Browser | string> => {
  try {
    const installed = [process.env.CHROME_PATH, ...INSTALLED].find((path) => path !== undefined && existsSync(path));
    if (installed) return await chromium.launch({ executablePath: installed, args: ARGUMENTS });
    const { default: packaged } = await import('@sparticuz/chromium');
    return await chromium.launch({ executablePath: await packaged.executablePath(), args: ARGUMENTS });
  } catch (error) {
    return `no browser: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`;
  }
};

/** Opens a page and collects what goes wrong on it: errors in its console, exceptions, and what its policy blocks. */
export const openPage = async (browser: Browser, options: BrowserContextOptions) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors, close: () => context.close() };
};

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Ends when what moves or fades has arrived. What turns for ever, such as a sign of loading, is not waited for. */
const settled = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished))`;
type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** Returns what axe finds wrong on a page, once nothing on it moves or fades any more: the rules and the elements. */
export const accessibilityViolations = async (page: Page): Promise<string[]> => {
  await page.evaluate(settled);
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
};
