import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { call, eventually } from '../../cli/shopClient.ts';
import { openPage, startBrowser } from './browser.ts';
import { pendingProduct } from './catalogueClient.ts';
import { desktop, openApproval, openPath, phone, problemsOf, refusedInput, signIn } from './consolePages.ts';
import { shirt } from './shirt.ts';
import { admin, approvedProduct, picture, platform, shoes, unique } from './shop.ts';

jest.setTimeout(120_000); // a browser on a busy machine

const browser = await startBrowser();
const missing = typeof browser === 'string' ? ` (skipped, ${browser})` : '';
const chromium = browser as Browser;

type Variant = { id: string; sku?: string; options: object; price: number; quantity: number } & Record<string, unknown>;
type Product = { status: string; variants: Variant[]; images: { id: string; alt: string }[]; awaitedImages: object[] };

/** A product as staff see it, whatever its status. */
const productOf = async (id: string): Promise<Product> =>
  (await call<Product>(`${platform.product}/my-products/${id}`, { token: (await admin()).idToken })).body;

/** Opens a product in the console. */
const openProduct = async (page: Page, id: string, ready = 'Needs attention') => {
  await signIn(page, await admin());
  await page.getByText(ready).waitFor();
  await openPath(page, `/products/${id}`);
};

const focusedText = (page: Page) => page.evaluate('document.activeElement.textContent');

const background = 'getComputedStyle(document.body).backgroundColor';

/** Switches between light and dark, and waits until the page has. */
const switchScheme = async (page: Page) => {
  const shown = await page.evaluate(background);
  const isDark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  await eventually('the other colours', async () => (await page.evaluate(background)) !== shown || undefined);
};

/** Drops a picture on the area for files, as a browser does with a file of another window. */
const dropPicture = `(async () => {
  const area = document.querySelector('label:has([type=file])');
  const canvas = document.createElement('canvas');
  const file = await new Promise((resolve) => canvas.toBlob((blob) => resolve(new File([blob], 'drawn.png', { type: 'image/png' }))));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  for (const type of ['dragover', 'drop']) area.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
})()`;

describe.each([{ skipped: missing }])('products in the staff console$skipped', () => {
  const testInBrowser = missing === '' ? test : test.skip;
  afterAll(async () => {
    if (missing === '') await chromium.close();
  });

  testInBrowser('get variants, whose errors are shown at their fields', async () => {
    const id = await approvedProduct({ productName: unique('Shirt'), productPrice: 20, quantity: 40 });
    const sku = unique('SHIRT-M');
    const { page, errors, close } = await openPage(chromium, desktop);
    await openProduct(page, id);
    const dialog = page.getByRole('dialog');
    await page.getByRole('article', { name: 'The product itself' }).getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Option 1', { exact: true }).fill('Size');
    await dialog.getByLabel('Its value (option 1)').fill('S');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not on sale: it waits for its approval.').waitFor();

    await page.getByRole('button', { name: 'Add variant' }).click();
    await dialog.getByLabel('Size').fill('M');
    await dialog.getByLabel('Price in EUR').fill('25');
    await dialog.getByLabel('Price before the reduction').fill('24');
    await dialog.getByLabel('Units in stock').fill('5');
    await dialog.getByLabel('SKU').fill(sku);
    await dialog.getByRole('button', { name: 'Add variant' }).click();
    await dialog.locator('.Mui-error[id$=helper-text]', { hasText: 'This has to be above the price.' }).waitFor();
    await dialog.getByLabel('Price before the reduction').fill('30');
    await dialog.getByRole('button', { name: 'Add variant' }).click();
    const medium = page.getByRole('article', { name: 'M', exact: true });
    await medium.getByText(`SKU ${sku}`).waitFor();
    await medium.getByText('lowest of 30 days').waitFor();
    await medium.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('SKU').fill('');
    await dialog.getByLabel('Low at so many units').fill('5');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await medium.getByText('low (at 5 or fewer)').waitFor();

    const { variants } = await productOf(id);
    expect(variants).toEqual([
      expect.objectContaining({ id, options: { Size: 'S' }, price: 20, quantity: 40 }),
      expect.objectContaining({ options: { Size: 'M' }, price: 25, compareAtPrice: 30, quantity: 5, lowStockAt: 5 }),
    ]);
    expect(variants[1]?.sku).toBeUndefined();
    expect(errors.filter((text) => !refusedInput.test(text))).toEqual([]);
    await close();
  });

  testInBrowser('have their stock counted and their variants deleted, with the keyboard alone', async () => {
    const { id, medium } = await shirt();
    const { idToken: token } = await admin();
    for (let at = 1; at <= 10; at += 1) {
      const body = { variantId: id, delta: at, reason: `delivery ${at}` };
      await call(`${platform.product}/stock-adjustments`, { token, body });
    }
    const { page, errors, close } = await openPage(chromium, desktop);
    await openProduct(page, id);
    const article = page.getByRole('article', { name: 'M', exact: true });
    const adjust = article.getByRole('button', { name: 'Adjust stock' });
    await adjust.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What happened?').selectOption('Units were counted');
    await page.getByRole('spinbutton', { name: 'Units' }).fill('7');
    await page.getByLabel('Reason').fill('stocktaking');
    await page.keyboard.press('Enter');
    await article.getByText('7 units in stock').waitFor();
    await page.getByRole('row', { name: /M \+2 Adjusted: stocktaking by you/ }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Adjust stock');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('row', { name: /S \+40 New/ }).waitFor();
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByRole('row', { name: /delivery 10/ }).waitFor();

    await article.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await article.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Variants');

    expect((await productOf(id)).variants.map((variant) => variant.id)).not.toContain(medium);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('get pictures, which are described, put into another order and deleted', async () => {
    const id = await approvedProduct({ productName: unique('Shoes') });
    const { page, errors, close } = await openPage(chromium, desktop);
    await openProduct(page, id);
    const pictures = page.getByRole('article', { name: /^Picture \d/ });
    await page.locator('[type=file]').setInputFiles([
      { name: 'shoes.png', mimeType: 'image/png', buffer: Buffer.from(picture) },
      { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
    ]);
    await page.getByText('notes.txt: This file is no picture of these types.').waitFor();
    await pictures.nth(1).waitFor();
    const broken = page.getByRole('article', { name: 'broken.png' });
    await broken.getByText('The shop could not read this picture.').waitFor();
    await broken.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await broken.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Pictures');

    await pictures.nth(1).getByRole('button', { name: 'Describe' }).click();
    await page.getByLabel('What the picture shows').fill('The sole');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await pictures.nth(1).getByText('The sole').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await pictures.nth(1).getByRole('button', { name: 'Move up' }).focus();
    await page.keyboard.press('Enter');
    await pictures.nth(0).getByText('The sole').waitFor();
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Move up');
    expect((await productOf(id)).images.map(({ alt }) => alt)).toEqual(['The sole', '']);

    await pictures.nth(0).dragTo(pictures.nth(1));
    await pictures.nth(1).getByText('The sole').waitFor();
    expect((await productOf(id)).images.map(({ alt }) => alt)).toEqual(['', 'The sole']);

    await page.evaluate(dropPicture);
    await pictures.nth(2).waitFor();
    await pictures.nth(0).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await pictures.nth(2).waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    const { images, awaitedImages } = await productOf(id);
    expect(images.map(({ alt }) => alt)).toEqual(['The sole', '']);
    expect(awaitedImages).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('get attributes and a tax category', async () => {
    const id = await approvedProduct({ productName: unique('Shoes') });
    const { page, errors, close } = await openPage(chromium, desktop);
    await openProduct(page, id);
    await page.getByLabel('Tax category').fill('reduced');
    for (const [name, value] of [
      ['Material', 'wool'],
      ['Origin', 'Portugal'],
    ] as const) {
      await page.getByRole('button', { name: 'Add attribute' }).click();
      await page.keyboard.type(name);
      await page.keyboard.press('Tab');
      await page.keyboard.type(value);
    }
    await page.getByRole('button', { name: 'Remove attribute Material' }).click();
    expect(await focusedText(page)).toBe('Add attribute');
    await page.getByLabel('Value').fill('wool\u0007');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.Mui-error[id$=helper-text]', { hasText: 'control characters' }).waitFor();
    await page.getByLabel('Value').fill('Portugal');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not on sale: it waits for its approval.').waitFor();
    expect(await problemsOf(page)).toEqual([]);

    expect(await productOf(id)).toMatchObject({ attributes: { Origin: 'Portugal' }, taxCategory: 'reduced' });
    expect(errors.filter((text) => !refusedInput.test(text))).toEqual([]);
    await close();
  });

  testInBrowser('are approved together, and it says which one was not', async () => {
    const names = ['Boots', 'Sandals', 'Slippers'].map(unique);
    const [boots = '', sandals = '', slippers = ''] = names;
    const ids: string[] = [];
    for (const productName of names) ids.push(await pendingProduct({ productName }));
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByText('Needs attention').waitFor();
    await openApproval(page, slippers);
    for (const name of names) await page.getByRole('checkbox', { name: `Select “${name}”` }).check();
    const { idToken: token } = await admin();
    const change = { method: 'PATCH', token, body: { description: 'Another text' } };
    await call(`${platform.product}/products/${ids[2]}`, change);
    await page.getByRole('button', { name: 'Approve selected (3)' }).click();
    await page.getByText(`“${boots}” is on sale.`).waitFor();
    await page.getByText(`“${sandals}” is on sale.`).waitFor();
    await page.getByText(`“${slippers}” is not approved: The seller has changed the product`).waitFor();
    expect(await focusedText(page)).toBe('Result');
    await page.getByRole('article', { name: boots }).waitFor({ state: 'detached' });
    expect(await page.getByRole('checkbox', { name: `Select “${slippers}”` }).isChecked()).toBe(false);
    expect(await problemsOf(page)).toEqual([]);

    const states = await Promise.all(ids.map(productOf));
    expect(states.map(({ status }) => status)).toEqual(['approved', 'approved', 'pending']);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('are made as drafts, submitted, archived and restored', async () => {
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByText('Needs attention').waitFor();
    await openPath(page, '/products/create');
    for (const [label, value] of [
      ['Name', unique('Draft')],
      ['Description', shoes.description],
      ['Category', shoes.category],
      ['Price', '20'],
      ['In stock', '4'],
    ] as const)
      await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await page.getByText('Not on sale: a draft').waitFor();
    await page.getByRole('article', { name: 'The product itself' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const shown = { name: 'shoes.png', mimeType: 'image/png', buffer: Buffer.from(picture) };
    await page.locator('[type=file]').setInputFiles([shown]);
    const act = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await act('Submit for approval');
    await page.getByText('Not on sale: it waits for its approval.').waitFor();
    expect(await focusedText(page)).toBe('Archive');
    await act('Archive');
    await page.getByText('Not on sale: it is archived.').waitFor();
    expect((await productOf(id)).status).toBe('archived');
    await act('Restore');
    await page.getByText('Not on sale: it waits for its approval.').waitFor();

    expect((await productOf(id)).status).toBe('pending');
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('are imported after a check of the file, found by their status, and exported', async () => {
    const handle = unique('mug').toLowerCase();
    const lines = [`${handle},${handle},Hot,Cups,${handle},5`, `${handle}-x,Free,x,Cups,,0`];
    const text = ['Handle,Title,Body (HTML),Type,Variant SKU,Variant Price', ...lines].join('\n');
    const { page, errors, close } = await openPage(chromium, desktop);
    await signIn(page, await admin());
    await page.getByText('Needs attention').waitFor();
    await openPath(page, '/imports');
    const choose = (name: string, mimeType: string) =>
      page.locator('[type=file]').setInputFiles([{ name, mimeType, buffer: Buffer.from(text) }]);
    await choose('products.pdf', 'application/pdf');
    await page.getByText('This file is no CSV file.').waitFor();
    await choose('products.csv', 'text/csv');
    await page.getByRole('button', { name: 'Only check' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The file is checked, and nothing was changed. 1 line was refused.').waitFor();
    await page.getByRole('row', { name: '3 Variant Price: More than 0.' }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The file is imported. 1 line was refused.').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.setViewportSize(phone.viewport);
    expect(await problemsOf(page)).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download products.csv' }).click();
    expect((await readFile(await (await download).path(), 'utf8')).slice(1)).toMatch(/^productId,slug,status/);

    await openPath(page, '/products');
    await page.getByLabel('Show').click();
    await page.getByRole('option', { name: 'Drafts' }).click();
    await page.getByRole('cell', { name: handle }).waitFor();
    expect(await page.getByPlaceholder('Search products').count()).toBe(0);

    expect(errors.filter((message) => !/status of 409/.test(message))).toEqual([]); // while the export is written
    await close();
  });

  testInBrowser('get a price for some time, which ends when the form is emptied', async () => {
    const id = await approvedProduct({ productName: unique('Shoes'), productPrice: 20 });
    const { page, errors, close } = await openPage(chromium, { ...desktop, timezoneId: 'Europe/Berlin' });
    await openProduct(page, id);
    const variant = page.getByRole('article', { name: 'The product itself' });
    const schedule = variant.getByRole('button', { name: 'Schedule price' });
    const dialog = page.getByRole('dialog');
    const year = new Date().getUTCFullYear() + 1;
    await schedule.click();
    await dialog.getByLabel('Price in EUR').fill('15');
    await dialog.getByLabel('From').fill(`${year}-07-01T10:00`);
    await dialog.getByLabel('Until').fill(`${year}-06-01T10:00`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('.Mui-error[id$=helper-text]', { hasText: 'This has to be after the start.' }).waitFor();
    await dialog.getByLabel('Until').fill(`${year}-08-01T10:00`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await variant.getByText('€15.00 from').waitFor();
    expect((await productOf(id)).variants[0]?.scheduledPrice).toEqual({
      ...{ price: 15, from: `${year}-07-01T08:00:00.000Z`, to: `${year}-08-01T08:00:00.000Z` },
    });
    await dialog.waitFor({ state: 'detached' });
    await schedule.click();
    for (const label of ['Price in EUR', 'From', 'Until']) await dialog.getByLabel(label).fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await variant.getByText('€15.00 from').waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });

    expect((await productOf(id)).variants[0]?.scheduledPrice).toBeUndefined();
    expect(errors.filter((text) => !refusedInput.test(text))).toEqual([]);
    await close();
  });

  testInBrowser.each([
    {
      device: 'a desktop',
      options: desktop,
      ready: 'Needs attention',
      names: [
        'Describe',
        'Adjust stock',
        'Edit',
        'Schedule price',
        'Delete',
        'Add variant',
        'Archive',
        'Take off sale',
      ],
    },
    {
      device: 'a phone, in German and dark',
      options: phone,
      ready: 'Zu erledigen',
      names: [
        'Beschreiben',
        'Bestand ändern',
        'Bearbeiten',
        'Löschen',
        'Variante hinzufügen',
        'Archivieren',
        'Aus dem Verkauf nehmen',
      ],
    },
  ])('have dialogs that are accessible and fit on $device', async ({ options, ready, names }) => {
    const { id } = await shirt();
    const { page, errors, close } = await openPage(chromium, options);
    await openProduct(page, id, ready);
    await page.getByRole('article').first().waitFor();
    const found: Record<string, string[]> = { page: await problemsOf(page) };
    for (const name of names) {
      await page.locator('#main-content').getByRole('button', { name }).first().click();
      await page.getByRole('dialog').waitFor();
      found[`${name}, first scheme`] = await problemsOf(page);
      await switchScheme(page);
      found[`${name}, second scheme`] = await problemsOf(page);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await focusedText(page)).toBe(name);
    }

    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
    expect(Object.keys(found)).toHaveLength(1 + 2 * names.length);
    expect(errors).toEqual([]);
    await close();
  });
});
