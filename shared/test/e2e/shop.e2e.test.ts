import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Route } from 'playwright-core';
import { call, createAccount } from '../../cli/shopClient.ts';
import { accessibilityViolations } from './browser.ts';
import { decide, pendingProduct } from './catalogueClient.ts';
import { resetPricing } from './pricingSettings.ts';
import { publishedCategory } from './publishedCategory.ts';
import { shirt } from './shirt.ts';
import { account, admin, approvedProduct, platform, unique } from './shop.ts';
import {
  addProduct,
  asAdmin,
  closeBrowser,
  deliver,
  desktop,
  missing,
  open,
  orderAndPay,
  phone,
  shopIsBuilt,
  shopUrl,
  signIn,
  typeAddress,
} from './shopPages.ts';

jest.setTimeout(120_000); // a browser on a busy machine

const productName = unique('Sandals');
let productId: string;
/** Whether the running test has made the shop charge shipping. */
let charges = false;

const slugOf = async (id: string) => (await call<{ slug: string }>(`${platform.product}/products/${id}`)).body;

/** Three products whose names have a word: two of wool for 10 and 30, one of silk for 20. */
const materialProducts = async (word: string): Promise<void> => {
  const token = (await account('Seller')).idToken;
  const offer = async (productName: string, productPrice: number, Material: string) => {
    const id = await pendingProduct({ productName, productPrice });
    await call(`${platform.product}/products/${id}`, { method: 'PATCH', token, body: { attributes: { Material } } });
    await decide(id, 'approve');
  };
  await offer(word, 10, 'wool');
  await offer(`${word} of silk`, 20, 'silk');
  await offer(`${word} of wool`, 30, 'wool');
};

describe.each([{ skipped: missing }])('the shop$skipped', () => {
  const testInBrowser = missing === '' ? test : test.skip;
  beforeAll(async () => {
    if (missing !== '') return;
    productId = await approvedProduct({ productName, quantity: 40 });
    await shopIsBuilt();
  });
  afterEach(async () => {
    if (charges) await resetPricing();
    charges = false;
  });
  afterAll(() => closeBrowser());

  testInBrowser('takes a guest from the first page to the paid order and its return', async () => {
    const { page, errors, close } = await open(desktop, '/');
    charges = true;
    await asAdmin('PUT', '/settings/shipping', {
      zones: [{ id: 'de', label: 'Germany', countries: ['DE'] }],
      methods: [
        { id: 'post', label: 'Post', zoneId: 'de', price: 4.9 },
        { id: 'express', label: 'Express', zoneId: 'de', price: 9.9, minDays: 1, maxDays: 1 },
      ],
    });
    const email = `${unique('guest').replace(' ', '.')}@example.com`;

    await page.getByRole('searchbox').fill(productName.slice(0, -2)); // results come as it is typed
    await page.getByText('1 product', { exact: true }).waitFor();
    await page.getByRole('link', { name: productName }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'View cart' }).click();
    await page.getByRole('combobox', { name: `Quantity of ${productName}` }).selectOption('2');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.getByLabel('Email address').fill(email);
    await typeAddress(page, 'shipping');
    await page.getByLabel(/Express/).check();
    await page.getByLabel('The invoice goes to another address').check();
    await typeAddress(page, 'billing');
    await page.locator('[autocomplete="billing name"]').fill('Lee Ltd.');
    await page.getByRole('button', { name: 'Order and pay €109.88' }).waitFor(); // 2 × 49.99 and the shipping
    const orderId = await orderAndPay(page);
    await page.getByRole('button', { name: 'Change the delivery address' }).click();
    await page.getByRole('dialog').getByLabel('Street and number').fill('Chausseestr. 1');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('The address is changed.').waitFor();
    await deliver(orderId);
    await page.reload();
    await page.getByText('Delivered', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Return items' }).click();
    await page.getByLabel('Why?').fill('Too small');
    await page.getByRole('button', { name: 'Request the return' }).click();
    await page.getByText('Your return is requested.').waitFor();

    const { returns, ...ordered } = await asAdmin<{ returns: object[] }>('GET', `/orders/${orderId}`);
    expect(ordered).toMatchObject({
      shippingAddress: { name: 'Ann Lee', line1: 'Chausseestr. 1', country: 'DE' },
      billingAddress: { name: 'Lee Ltd.', line1: 'Invalidenstr. 116', country: 'DE' },
    });
    expect(returns).toEqual([
      expect.objectContaining({ items: [{ productId, quantity: 1 }], reason: 'Too small', status: 'requested' }),
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser(
    'brings the cart of a visitor to the account, and keeps the session when it is loaded again',
    async () => {
      const customer = await createAccount(platform, unique('Customer'));
      const { page, errors, close } = await open(phone, '/');
      await addProduct(page, productId);

      await signIn(page, customer);
      await page.goto(`${shopUrl}/cart`);
      await page.locator('.line').waitFor();
      const { body: cart } = await call(`${platform.order}/cart`, { token: customer.idToken });
      await page.getByRole('link', { name: 'Zur Kasse' }).click();
      const orderId = await orderAndPay(page);

      expect(cart.items).toEqual([expect.objectContaining({ quantity: 1 })]);
      expect((await call(`${platform.order}/orders/${orderId}`, { token: customer.idToken })).status).toBe(200);
      expect(errors).toEqual([]);
      await close();
    },
  );

  testInBrowser('sells a product by variant, from the choice to the return', async () => {
    const { id, name, medium, back } = await shirt();
    const customer = await createAccount(platform, unique('Customer'));
    const { page, errors, close } = await open(desktop, `/products/${id}`);
    const lines = page.locator('.line');

    await page.getByRole('radio', { name: 'L sold out' }).check();
    await page.getByText('Sold out at the moment').waitFor();
    await page.getByRole('radio', { name: 'M', exact: true }).check();
    await page.getByText('Lowest price of the 30 days before the reduction: €25.00').waitFor();
    await page.reload(); // the address names the variant
    await page.getByText('Only 5 left').waitFor();
    await page.getByRole('img', { name: 'The back' }).waitFor();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('radio', { name: 'S', exact: true }).check();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'View cart' }).click();
    await lines.filter({ hasText: '€20.00 each' }).waitFor();
    await page.getByRole('combobox', { name: `Quantity of ${name}, M` }).selectOption('2');
    await signIn(page, customer);
    await page.goto(`${shopUrl}/cart`);
    await lines.filter({ hasText: '€50.00' }).locator(`img[src*="${back}"][srcset]`).waitFor();
    await page.getByRole('combobox', { name: `Quantity of ${name}, S` }).selectOption('3');
    await page.getByText('€110.00').waitFor();
    await page.getByRole('button', { name: `Remove ${name}, S` }).click();
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.getByRole('button', { name: 'Order and pay €50.00' }).waitFor();
    const orderId = await orderAndPay(page);
    await page.getByText(`2 × ${name}, M`).waitFor();
    await deliver(orderId);
    await page.reload();
    await page.getByRole('button', { name: 'Return items' }).click();
    await page.getByLabel(`${name}, M (up to 2)`).selectOption('1');
    await page.getByLabel('Why?').fill('Too small');
    await page.getByRole('button', { name: 'Request the return' }).click();
    await page.getByText(`1 × ${name}, M`).waitFor();

    const order = await asAdmin('GET', `/orders/${orderId}`);
    expect(order).toMatchObject({
      items: [{ productId: id, variantId: medium, quantity: 2 }],
      returns: [{ items: [{ productId: id, variantId: medium, quantity: 1 }] }],
    });
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('shows a product at its slug, also to whoever comes by its id or an earlier slug', async () => {
    const { id, medium } = await shirt();
    const { slug: earlier } = await slugOf(id);
    const token = (await admin()).idToken;
    const productName = unique('Blouse');
    await call(`${platform.product}/products/${id}`, { method: 'PATCH', token, body: { productName } });
    await decide(id, 'approve');
    const { slug } = await slugOf(id);
    const { page, errors, close } = await open(desktop, '/');

    for (const address of [id, earlier, slug.toUpperCase(), slug]) {
      await page.goto(`${shopUrl}/products/${address}?variant=${medium}#reviews`);
      await page.getByRole('heading', { name: productName }).waitFor();
      await page.waitForURL(`${shopUrl}/products/${slug}?variant=${medium}#reviews`);
      await page.getByText('Only 5 left').waitFor();
      expect(await page.locator('link[rel=canonical]').getAttribute('href')).toBe(`${shopUrl}/products/${slug}`);
    }
    expect(errors).toEqual([]);
    await page.goto(`${shopUrl}/products/no-such-product`);
    await page.getByText('This product is no longer available').waitFor();
    expect(await page.locator('link[rel=canonical]').count()).toBe(0);
    await close();
  });

  testInBrowser('narrows a search down by what is counted, which is in the address, and widens it again', async () => {
    const word = unique('Kaftan');
    await materialProducts(word);
    const { page, errors, close } = await open(desktop, `/search?q=${encodeURIComponent(word)}`);
    const count = page.locator('.listBar [role=status]');
    const shown = () => page.locator('.card h2').allTextContents();
    const box = (name: RegExp) => page.getByRole('checkbox', { name });

    await count.getByText('3 products', { exact: true }).waitFor();
    expect((await shown())[0]).toBe(word); // the whole name is the most relevant
    await box(/^wool 2 products/).focus();
    await page.keyboard.press('Space');
    await count.getByText('2 products', { exact: true }).waitFor();
    await box(/^silk 1 product/).check(); // another value can be chosen beside the first
    await count.getByText('3 products', { exact: true }).waitFor();
    await page.getByLabel('Price up to').fill('25');
    await count.getByText('2 products', { exact: true }).waitFor();
    const address = new URL(page.url()).searchParams;
    expect([address.getAll('attr.Material'), address.get('maxPrice')]).toEqual([['wool', 'silk'], '25']);

    await page.reload();
    await count.getByText('2 products', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove the filter Material: wool' }).click();
    await count.getByText('1 product', { exact: true }).waitFor();
    expect(await page.evaluate('document.activeElement.role ?? document.activeElement.className')).toBe('status');
    expect(await shown()).toEqual([`${word} of silk`]);
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await count.getByText('3 products', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe(`?${new URLSearchParams({ q: word })}`);

    await page.setViewportSize(phone.viewport);
    await page.getByRole('button', { name: 'Filters' }).click();
    await box(/^wool/).check();
    await page.getByLabel('Price from').fill('99');
    await page.getByLabel('Price up to').fill('9');
    await page.getByText('The lowest price is above the highest.').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('leads down the tree of categories to a product, and back up', async () => {
    const [above, below, shoes] = [unique('Clothes'), unique('Shirts'), unique('Loafers')];
    const [aboveId, belowId] = [await publishedCategory(above), await publishedCategory(below)];
    const token = (await admin()).idToken;
    const path = `${platform.category}/categories`;
    await call(`${path}/${belowId}`, { method: 'PATCH', token, body: { parentId: aboveId } });
    await approvedProduct({ productName: shoes, category: below });
    const { page, errors, close } = await open(phone, '/');
    const crumbs = page.getByRole('navigation', { name: 'Wo Sie sind' });

    await page.getByRole('navigation', { name: 'Kategorien' }).getByRole('link', { name: above }).click();
    await page.getByRole('heading', { name: above }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page
      .getByRole('navigation', { name: `In ${above}` })
      .getByRole('link', { name: below })
      .click();
    await page.getByRole('link', { name: shoes }).click();
    await page.getByRole('heading', { name: shoes }).waitFor();
    expect(await crumbs.getByRole('link').allTextContents()).toEqual(['Alle Produkte', above, below]);
    await crumbs.getByRole('link', { name: below }).click();
    await page.getByRole('heading', { name: below }).waitFor();
    await crumbs.getByRole('link', { name: above }).click();
    await page.getByRole('heading', { name: above }).waitFor();

    for (const id of [belowId, aboveId]) await call(`${path}/${id}`, { method: 'DELETE', token });
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('asks for the address in a shop that ships nothing but has taxes', async () => {
    charges = true;
    await asAdmin('PUT', '/settings/shipping', {
      zones: [{ id: 'de', label: 'Germany', countries: ['DE'] }],
      methods: [],
    });
    const rates = [{ zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 }];
    await asAdmin('PUT', '/settings/taxes', { pricesIncludeTax: false, rounding: 'line', rates });
    const { page, errors, close } = await open(desktop, '/');
    await addProduct(page, productId);

    await page.goto(`${shopUrl}/checkout`);
    await page.getByLabel('Email address').fill(`${unique('taxed').replace(' ', '.')}@example.com`);
    await typeAddress(page, 'shipping');
    await page.getByRole('button', { name: 'Order and pay €59.49' }).waitFor();

    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('says that the shop does not respond, and goes on when it does', async () => {
    const { page, close } = await open(desktop, '/cart');
    let answer: (route: Route) => Promise<void> = (route) => route.abort();
    await page.route('**/api/products/**', (route) => answer(route));

    await page.getByRole('searchbox').fill(productName);
    await page.getByText('The shop is not responding').waitFor();
    answer = (route) => route.fulfill({ status: 429, json: { message: 'Too Many Requests' } });
    await page.getByText('Many people are shopping').waitFor();
    answer = (route) => route.continue();

    await page.getByRole('link', { name: productName }).waitFor();
    await page.getByText(/is not responding|Many people/).waitFor({ state: 'detached' });
    await close();
  });

  testInBrowser('says that the shop throttles, fails or hangs, goes on by itself, and loses nothing', async () => {
    const { page, errors, close } = await open(desktop, '/');
    const email = `${unique('patient').replace(' ', '.')}@example.com`;
    let answer: ((route: Route) => Promise<void>) | undefined;
    const hanging: Route[] = [];
    await page.route('**/api/**', (route) => (answer ? answer(route) : route.continue()));
    const throttle = (route: Route) =>
      route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { message: 'Too Many Requests' } });
    const fail = (route: Route) => route.fulfill({ status: 503, json: { message: 'Service Unavailable' } });
    const hang = async (route: Route) => void hanging.push(route);
    const recover = async () => {
      answer = undefined;
      await Promise.all(hanging.splice(0).map((route) => route.continue()));
    };
    await addProduct(page, productId);
    await page.goto(`${shopUrl}/checkout`);
    await page.getByLabel('Email address').fill(email);

    for (const [trouble, notice] of [
      [throttle, 'Many people are shopping'],
      [fail, 'The shop is not responding'],
      [hang, 'The shop is slow'],
    ] as const) {
      answer = trouble;
      await page.reload();
      await page.getByText(notice).waitFor();
      await recover();
      await page.getByText(productName).first().waitFor();
      await page.getByText(notice).waitFor({ state: 'detached' });
      expect(await page.getByLabel('Email address').inputValue()).toBe(email);
    }
    answer = throttle;
    await page.locator('aside [type=submit]:enabled').click();
    await page.getByText('That was too often in a short time.').waitFor();
    await page.locator('aside [type=submit]:enabled').waitFor();

    expect(errors.filter((error) => !/status of (429|503)/.test(error))).toEqual([]);
    await close();
  });

  testInBrowser('places an order once whose responses are lost, and keeps what was typed', async () => {
    const { page, close } = await open(desktop, '/');
    await addProduct(page, productId);
    const ordered = new Set<string>();
    let isLost = true;
    await page.route('**/api/orders/checkout', async (route) => {
      const response = await route.fetch();
      ordered.add((await response.json()).id);
      await (isLost ? route.abort() : route.fulfill({ response }));
    });

    await page.goto(`${shopUrl}/checkout`);
    await page.getByLabel('Email address').fill(`${unique('lost').replace(' ', '.')}@example.com`);
    await page.reload();
    await page.locator('aside [type=submit]:enabled').click();
    await page.getByText('Is your order in?').waitFor();
    await page.reload();
    await page.getByText('Is your order in?').waitFor();
    isLost = false;

    await page.waitForURL(/\/orders\/[\w-]+\/pay$/);
    expect([...ordered]).toEqual([new URL(page.url()).pathname.split('/')[2]]);
    await page.goto(`${shopUrl}/cart`);
    await page.getByText('Your cart is empty').waitFor();
    await close();
  });

  testInBrowser('pays with the fields of Stripe', async () => {
    const { page, errors, close } = await open(desktop, '/');
    await page.route('https://js.stripe.com/**', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.Stripe = (key) => ({
          elements: ({ clientSecret }) => ({
            create: () => ({
              mount: (place) => place.append('the fields of ' + clientSecret),
              on: (_, ready) => ready(),
              destroy: () => {},
            }),
          }),
          confirmPayment: async () => ({ error: { type: 'card_error', message: 'Your card has expired: ' + key } }),
        });`,
      }),
    );
    await page.route('**/shop.json', (route) => route.fulfill({ json: { publishableKey: 'pk_test_1' } }));
    await page.route('**/api/orders/orders/*/payment', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), provider: 'stripe', clientSecret: 'pi_1' } });
    });
    await addProduct(page, productId);
    await page.goto(`${shopUrl}/checkout`);
    await page.getByLabel('Email address').fill(`${unique('stripe').replace(' ', '.')}@example.com`);

    await page.locator('aside [type=submit]:enabled').click();
    await page.getByText('the fields of pi_1').waitFor();
    await page.getByRole('button', { name: 'Pay €49.99' }).click();

    await page.getByText('Your card has expired: pk_test_1').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('is accessible and fits on a desktop, and on a phone in dark colours and German', async () => {
    const { page, errors, close } = await open(desktop, '/');
    const found: Record<string, unknown> = {};
    const look = async (
      name: string,
      { colorScheme, viewport }: typeof phone | (typeof desktop & { colorScheme: 'light' }),
    ) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      const wrong = [...(await accessibilityViolations(page)), ...(isTooWide ? ['scrolls sideways'] : [])];
      if (wrong.length > 0) found[`${name}, ${colorScheme}`] = wrong;
    };
    const check = async (name: string) => {
      await page.locator('h1').first().waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await look(name, { ...desktop, colorScheme: 'light' });
      await look(name, phone);
    };
    const visit = async (path: string) => {
      await page.goto(`${shopUrl}${path}`);
      await check(path);
    };
    await check('home');
    await page.locator('footer select').first().selectOption('de');
    await visit(`/search?q=${encodeURIComponent(productName)}`);
    await visit('/search?q=nothingofthiskind');
    for (const path of ['/categories/shoes', '/cart', '/sign-up', '/forgot-password', '/nowhere']) await visit(path);
    await addProduct(page, productId);
    await check('product');
    await visit(`/products/${(await shirt()).id}`);
    await page.goto(`${shopUrl}/checkout`);
    await page.locator('.check input').check();
    await check('/checkout');
    await page.locator('.check input').uncheck();
    await page.locator('[type=email]').fill(`${unique('axe').replace(' ', '.')}@example.com`);
    await page.locator('aside [type=submit]:enabled').click();
    await page.waitForURL(/\/pay$/);
    await check('payment');
    await page.locator('main p > a').click();
    await page.locator('main button').first().click();
    await check('dialog of an order');
    await page.goto(`${shopUrl}/sign-in`);
    await check('sign-in');
    await signIn(page, await account('Customer'));
    await check('account');
    for (const path of ['/cart', '/account/orders', '/account/wish-list', '/account/addresses', '/account/security'])
      await visit(path);

    expect(found).toEqual({});
    expect(errors).toEqual([]);
    await close();
  });
});
