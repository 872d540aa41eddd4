import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import {
  call,
  codeIn,
  createAccount,
  eventually,
  mailAddress,
  mailsTo,
  waitForMail,
  waitForOrder,
} from '../../cli/shopClient.ts';
import { shirt } from './shirt.ts';
import { admin, approvedProduct, platform, unique } from './shop.ts';
import {
  addProduct,
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

const password = 'passwrod123';
const newPassword = 'passwrod456';

/** Leaves out what the browser itself writes about the sign-out of a session that has ended with the old password or the account. */
const withoutEndedSession = (errors: string[]) => errors.filter((error) => !/status of 401/.test(error));

/** Returns the section of the account page with a heading. */
const section = (page: Page, heading: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });

/** Waits for the code in the newest email to an address that is not the first one. */
const nextCode = (email: string, known: number): Promise<string> =>
  eventually(`a code to ${email}`, async () => {
    const mail = (await mailsTo(platform, email)).slice(known).findLast((found) => codeIn(found) !== '');
    return mail && codeIn(mail);
  });

/** Approves the reviews of a product, as staff. */
const approveReviewOf = async (productId: string) => {
  const token = (await admin()).idToken;
  const { body } = await call<{ reviews: { id: string; productId: string }[] }>(
    `${platform.product}/reviews/pending?limit=100`,
    { token },
  );
  for (const { id } of body.reviews.filter((review) => review.productId === productId)) {
    await call(`${platform.product}/reviews/${id}/approve`, { method: 'POST', token });
  }
};

describe.each([{ skipped: missing }])('the account in the shop$skipped', () => {
  const testInBrowser = missing === '' ? test : test.skip;
  let productId: string;
  beforeAll(async () => {
    if (missing !== '') return;
    productId = await approvedProduct({ productName: unique('Boots') });
    await shopIsBuilt();
  });
  afterAll(() => closeBrowser());

  testInBrowser('takes the order of a guest who signs up, and a new name and address of the person', async () => {
    const { page, errors, close } = await open(desktop, '/');
    const [email, newEmail] = [mailAddress(platform, unique('Guest')), mailAddress(platform, unique('Moved'))];
    await addProduct(page, productId);
    await page.goto(`${shopUrl}/checkout`);
    await page.getByLabel('Email address').fill(email);
    const orderId = await orderAndPay(page);
    const known = (await mailsTo(platform, email)).length;

    await page.goto(`${shopUrl}/sign-up`);
    await page.getByLabel('Full name').fill(unique('Ann'));
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('Code').fill(await nextCode(email, known));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Hello' }).waitFor();
    await page.goto(`${shopUrl}/orders/${orderId}`);
    await page.getByRole('button', { name: 'Add to my account' }).click();
    await page.getByText('The order is in your account now.').waitFor();
    await page.goto(`${shopUrl}/account/orders`);
    await page.locator(`a[href="/orders/${orderId}"]`).waitFor();

    await page.goto(`${shopUrl}/account/security`);
    const name = unique('Ann Lee');
    await page.getByLabel('Full name').fill(name);
    await section(page, 'Full name').getByRole('button').click();
    await page.getByText('Your name is saved.').waitFor();
    await page.getByLabel('New email address').fill(newEmail);
    await page.getByRole('button', { name: 'Change email address' }).click();
    await page.getByLabel('Code').fill(await nextCode(newEmail, 0));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your email address is changed.').waitFor();
    await addProduct(page, productId);
    await page.goto(`${shopUrl}/checkout`);
    await page.getByText(`Signed in as ${newEmail}`).waitFor();
    await orderAndPay(page);

    await waitForMail(platform, newEmail, /order/i);
    expect(errors).toEqual([]);
    await close();
  });

  testInBrowser('is protected by an app, and keeps an address book', async () => {
    const customer = await createAccount(platform, unique('Customer'));
    const { page, errors, close } = await open(phone, '/');
    await signIn(page, customer);

    await page.goto(`${shopUrl}/account/security`);
    const mfa = section(page, 'Zwei-Faktor-Anmeldung');
    await mfa.getByLabel('Passwort', { exact: true }).fill(password);
    await mfa.getByRole('button', { name: 'Einrichten' }).click();
    const app = new TOTP({ secret: Secret.fromBase32((await mfa.locator('code').textContent()) ?? '') });
    const now = Date.now();
    await mfa.getByLabel('Code der App').fill(app.generate({ timestamp: now }));
    await mfa.getByRole('button', { name: 'Einschalten' }).click();
    await mfa.getByText('Eingeschaltet').waitFor();
    const changing = section(page, 'Passwort');
    await changing.getByLabel('Bisheriges Passwort').fill(password);
    await changing.getByLabel('Neues Passwort').fill(newPassword);
    await changing.getByRole('button', { name: 'Passwort ändern' }).click();
    await page.getByText('Ihr neues Passwort ist gesetzt.').waitFor();
    await page.locator('[autocomplete=current-password]').fill(newPassword);
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await page.getByLabel('Code', { exact: true }).fill(app.generate({ timestamp: now + 30_000 }));
    await page.getByRole('button', { name: 'Bestätigen' }).click();
    await page.getByRole('heading', { name: 'Hallo' }).waitFor();

    await page.getByRole('link', { name: 'Adressen' }).click();
    await page.getByRole('button', { name: 'Adresse hinzufügen' }).click();
    await typeAddress(page);
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Die Adresse ist gespeichert.').waitFor();
    await page.getByRole('button', { name: 'Adresse hinzufügen' }).click();
    await typeAddress(page);
    await page.getByLabel('Vor- und Nachname').fill('Bob Lee');
    await page.getByLabel('Als Standardadresse verwenden').check();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.locator('.cards li').filter({ hasText: 'Bob Lee' }).getByText('Standard').waitFor();
    const second = page.locator('.cards li').filter({ hasText: 'Ann Lee' });
    await second.getByRole('button', { name: 'Bearbeiten' }).click();
    await page.getByLabel('Ort').fill('Potsdam');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await second.getByText('Potsdam').waitFor();
    await second.getByRole('button', { name: 'Entfernen' }).click();
    await second.waitFor({ state: 'detached' });

    expect(withoutEndedSession(errors)).toEqual([]);
    await close();
  });

  testInBrowser('wishes for a variant, waits for it to be back, and reviews what was sent', async () => {
    const { id, name, large } = await shirt();
    const customer = await createAccount(platform, unique('Customer'));
    const token = customer.idToken;
    const { page, errors, close } = await open(desktop, `/products/${id}?variant=${large}`);

    await page.getByRole('link', { name: 'Sign in to be told by email when it is back.' }).click();
    await page.getByLabel('Email address').fill(customer.email);
    await page.getByLabel('Password', { exact: true }).fill(customer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Tell me when it is back' }).click();
    await page.getByText('We send you one email').waitFor();
    await page.getByRole('button', { name: 'Wish list' }).click();
    await page.getByRole('button', { name: 'Wish list', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Write a review' }).click();
    await page.getByRole('radio', { name: '5 stars' }).check();
    await page.getByRole('button', { name: 'Send review' }).click();
    await page.getByText('Only customers to whom this product was sent').waitFor();

    const { body: ordered } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
      body: { id, quantity: 1, variantId: id },
      token,
    });
    await waitForOrder(platform, customer, ordered.orderId);
    await deliver(ordered.orderId);
    await eventually('the purchase', async () => {
      const { body } = await call<{ reviews: unknown[] }>(`${platform.product}/my-reviews`, { token });
      return body.reviews.length > 0 || undefined;
    });
    await page.getByLabel('Your review').fill('Light, and it fits.');
    await page.getByLabel('Your name').fill('Ann');
    await page.getByRole('button', { name: 'Send review' }).click();
    await page.getByText('Thank you! Your review appears here').waitFor();
    await approveReviewOf(id);
    await eventually('the review, which the browser may keep for 10 seconds', async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Write a review' }).waitFor();
      return (await page.getByText('Light, and it fits.').count()) > 0 || undefined;
    });
    await page.getByRole('link', { name: '5 of 5 stars, 1 review' }).waitFor();

    await page.goto(`${shopUrl}/account`);
    await page.getByRole('link', { name: 'Wish list' }).click();
    const entry = page.locator('.line').filter({ hasText: name });
    await entry.getByText('Sold out').waitFor();
    const slugLink = `.line a[href^="/products/"][href$="?variant=${large}"]:not([href*="/${id}"])`;
    await page.locator(slugLink).waitFor();
    await call(`${platform.product}/products/${id}/variants/${large}`, {
      method: 'PATCH',
      token: (await admin()).idToken,
      body: { quantityChange: 3 },
    });
    await waitForMail(platform, customer.email, new RegExp(name));
    await page.reload();
    await page.getByRole('button', { name: `Add ${name}, L to the cart` }).click();
    await page.getByText(`${name}, L is in your cart.`).waitFor();
    await page.getByRole('button', { name: `Remove ${name}, L` }).click();
    await page.getByText('Your wish list is empty').waitFor();
    await page.goto(`${shopUrl}/cart`);
    await page.locator(slugLink).waitFor();

    expect(errors.filter((error) => !/status of 409/.test(error))).toEqual([]); // the review before the purchase
    await close();
  });

  testInBrowser('gets a new password, hands out its data, and ends', async () => {
    const customer = await createAccount(platform, unique('Customer'));
    const { page, errors, close } = await open(desktop, `/sign-in`);
    await page.getByLabel('Email address').fill(customer.email);
    const known = (await mailsTo(platform, customer.email)).length;

    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByLabel('Code').fill(await nextCode(customer.email, known));
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    await signIn(page, { ...customer, password: newPassword });
    await page.goto(`${shopUrl}/account/security`);
    const changing = section(page, 'Password');
    await changing.getByLabel('Current password').fill(newPassword);
    await changing.getByLabel('New password').fill(password);
    await changing.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    await page.getByRole('button', { name: 'Request my data' }).click();
    await page.getByText('You get an email with a link soon.').waitFor();
    await waitForMail(platform, customer.email, /data/i);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Delete my account' }).click();
    await page.waitForURL(`${shopUrl}/`);

    await eventually('the end of the account', async () => {
      const body = { email: customer.email, password };
      return (await call(`${platform.auth}/sign-in`, { body })).status === 401 ? true : undefined;
    });
    expect(withoutEndedSession(errors)).toEqual([]);
    await close();
  });
});
