import { expect, test } from '@jest/globals';
import { call, mailsTo, waitForMail } from '../../cli/shopClient.ts';
import { pay } from './paidOrders.ts';
import { account, approvedProduct, platform } from './shop.ts';

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
