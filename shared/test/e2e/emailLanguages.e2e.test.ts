import { expect, test } from '@jest/globals';
import {
  approveProduct,
  call,
  codeIn,
  mailAddress,
  mailsTo,
  signIn,
  uploadProduct,
  waitForMail,
} from '../../cli/shopClient.ts';
import { pay } from './paidOrders.ts';
import { account, admin, approvedProduct, picture, platform, shoes, unique } from './shop.ts';

const order = async (name: string, headers: Record<string, string>, locale?: string) => {
  const customer = await account(name);
  const id = await approvedProduct({ productName: 'gucci' });
  const { body } = await call<{ id: string }>(`${platform.order}/checkout`, {
    ...{ body: { items: [{ id, qty: 2 }], total: 99.98, locale }, token: customer.idToken, headers },
  });
  await pay(body.id);
  return customer;
};

test('an order placed with Accept-Language: de gets German emails with the picture of the product', async () => {
  const customer = await order('Kundin', { 'accept-language': 'fr;q=0.5, de-AT, en;q=0.9' });

  const shipping = await waitForMail(platform, customer.email, /^Jetzt unterwegs: gucci$/);
  const subjects = (await mailsTo(platform, customer.email)).map(({ subject }) => subject);

  expect(shipping.body.text).toContain('Guten Tag,\n\nIhre Bestellung ist auf dem Weg zu Ihnen.\n');
  expect(shipping.body.text?.replaceAll('\u00a0', ' ')).toContain('  2 × gucci, je 49,99 €\nGesamtbetrag: 99,98 €\n');
  expect(shipping.body.html).toContain('<html lang="de" dir="ltr">');
  expect(shipping.body.html).toMatch(/<img src="http[^"]+" alt="" width="64"/);
  expect(subjects.filter((subject) => /order|shipping|payment/i.test(subject))).toEqual([]);
});

test('the language that a checkout names comes before that of its request', async () => {
  const customer = await order('Locale', { 'accept-language': 'en' }, 'de-CH');

  await waitForMail(platform, customer.email, /^Jetzt unterwegs: gucci$/);
});

test('an order placed without a language, or with an unknown one, gets the documented English emails', async () => {
  for (const [name, headers] of [
    ['Customer', {}],
    ['Client', { 'accept-language': 'fr' }],
  ] as const) {
    const customer = await order(name, headers);

    const shipping = await waitForMail(platform, customer.email, /^gucci now shipping$/);

    expect(shipping.body.text).toContain('  2 × gucci, 49.99 EUR each\nTotal: 99.98 EUR\n');
  }
});

test('an account that was made with Accept-Language: de gets its emails in German, about its products and orders too', async () => {
  const fullName = unique('Verkäuferin');
  const person = { fullName, email: mailAddress(platform, fullName), password: 'passwrod123' };
  await call(`${platform.auth}/sign-up`, { body: person, headers: { 'accept-language': 'de' } });
  const code = await waitForMail(platform, person.email, /: Ihr Bestätigungscode$/);
  expect(code.body.html ?? code.body.text).toContain('<html lang="de" dir="ltr">');
  await call(`${platform.auth}/confirm-sign-up`, { body: { fullName, confirmationCode: codeIn(code) } });
  const seller = await signIn(platform, person);

  const product = await uploadProduct(platform, seller, shoes, picture);
  await approveProduct(platform, await admin(), product);
  await call(`${platform.product}/products/${product}/reject`, {
    ...{ body: { reason: 'Das Bild ist unscharf' }, token: (await admin()).idToken },
  });
  await call(`${platform.auth}/sign-up`, { body: person, headers: { 'accept-language': 'en' } });
  const id = await approvedProduct();
  await call(`${platform.order}/checkout`, {
    ...{ body: { items: [{ id, qty: 1 }], total: 49.99 }, token: seller.idToken },
  });

  const rejection = await waitForMail(platform, person.email, /^Ihr Produkt wurde nicht angenommen/);
  expect(rejection.body.text).toContain('Der Grund: Das Bild ist unscharf.');
  expect(rejection.body.html).toContain('<html lang="de" dir="ltr">');
  await waitForMail(platform, person.email, /^Sie haben schon ein Konto$/);
  await waitForMail(platform, person.email, /^Wir haben Ihre Bestellung/);
  const subjects = (await mailsTo(platform, person.email)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => /\b(your|you|the)\b/i.test(subject))).toEqual([]);
});
