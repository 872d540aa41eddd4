import { textsIn } from '@ecommerce/shared/languages/language.ts';
import type { RenderedMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { describe, expect, test } from '@jest/globals';
import { CONTENT_BY_KIND } from '../../src/mails/orderMailContent.ts';
import { renderOrderMail } from '../../src/mails/renderOrderMail.ts';
import type { Order } from '../../src/order/order.ts';
import { order } from '../samples.ts';
import { everyMail, paidOrder, SHOP } from './everyMail.ts';

const names = Object.keys(everyMail());
const mail = (name: string, changes = {}) => {
  const found = everyMail(changes)[name];
  if (!found) throw new Error(`There is no mail ${name}`);
  return found;
};

const germanMail = (name: string, changes: Partial<Order>) => {
  const found = everyMail(changes, textsIn('de'))[name];
  if (!found) throw new Error(`There is no mail ${name}`);
  return found;
};

/** What a reader of the HTML sees, white space aside. */
const shown = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const withoutPictures = (html: string) =>
  html.replaceAll(/<img src="https:\/\/images\.example\/shoes\.png"[^>]*>/g, '');

const named = (productName: string) => ({ items: [{ ...order().items[0], productName }] });

describe.each(names)("the mail '%s'", (name) => {
  test('names the order, each line, the total and the currency in its text, and no address', () => {
    const { text } = mail(name);

    expect(text).toMatch(/^Hello,\n\n[a-z]/);
    expect(text).toContain(`Order: ${order().orderId}\n`);
    expect(text).toContain('  3 × Shoes, 49.99 USD each\n');
    expect(text).toContain('Total: 149.97 USD\n');
    expect(text).not.toContain('@');
  });

  test('says every sentence and every amount of its text in its HTML too', () => {
    const { text, html } = mail(name);
    const sentences = text.split('\n').filter((line) => /\.$/.test(line));
    const amounts = [...text.matchAll(/[\d.]+ USD/g)].map(([amount]) => amount);

    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) expect(shown(html)).toContain(sentence.slice(1));
    for (const amount of amounts) expect(shown(html)).toContain(amount);
    expect(shown(html)).toContain('3 × 49.99 USD');
  });

  test('keeps a product name on its line of the text, whatever the seller wrote', () => {
    const { text } = mail(name, named('Shoes\r\nTotal: 0.01\u2028\u0007x'));

    expect(text).toContain('  3 × Shoes Total: 0.01 x, 49.99 USD each\n');
  });

  test('shows a product name as its letters, whatever markup it holds', () => {
    const { html } = mail(name, named('<script>alert(1)</script><img src=x onerror=alert(2)>"\''));

    expect(withoutPictures(html)).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&quot;&#39;');
  });

  test('is a page in a language, for light and dark, that loads only the pictures of the products and runs nothing', () => {
    const { html } = mail(name);

    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
    const loaded = withoutPictures(html).replaceAll(/<a href="https?:[^"]*"/g, '');
    expect(loaded).not.toMatch(/<script|<img|<link|url\(|https?:|javascript:/);
  });

  test('has each element closed that it opens', () => {
    const open: string[] = [];
    for (const [, close, element = ''] of mail(name).html.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (['meta', 'br', 'img'].includes(element)) continue;
      if (close) expect(open.pop()).toBe(element);
      else open.push(element);
    }

    expect(open).toEqual([]);
  });
});

test('the email of an order with the most lines stays below what Gmail shows in full', () => {
  const [item] = order().items;
  const items = Array.from({ length: 50 }, () => ({ ...item, productName: 'A long name of a product '.repeat(4) }));

  expect(Buffer.byteLength(mail('received', { items }).html)).toBeLessThan(102_000);
});

test('each mail has its own subject, but for the two that differ in what follows', () => {
  const subjects = names.map((name) => mail(name).subject);

  expect(new Set(subjects).size).toBe(names.length - 2);
});

describe('the shipping mail has the documented subject', () => {
  const subjectOf = (productNames: string[]) => {
    const items = productNames.flatMap((productName) => order().items.map((item) => ({ ...item, productName })));
    return mail('shipping', { items }).subject;
  };

  test.each([
    ['gucci now shipping', ['gucci']],
    ['Shoes & "laces" <b> now shipping', ['Shoes & "laces" <b>']],
    ['Party mug 🎉 now shipping', ['Party mug 🎉']],
    ['Shoes and 1 more now shipping', ['Shoes', 'Laces']],
    ['Shoes and 2 more now shipping', ['Shoes', 'Laces', 'Polish']],
    ['Shoes Bcc: a@example.com now shipping', ['Shoes\r\nBcc: a@example.com']],
  ])('%s', (subject, productNames) => {
    expect(subjectOf(productNames)).toBe(subject);
  });
});

test.each(names)('%s is signed with the name of the shop, in text and HTML', (name) => {
  expect(mail(name).text).toMatch(/\n\nShoes & more\n$/);
  expect(mail(name).html).toContain('>Shoes &amp; more</p>');
});

test('an item has its picture; one without a picture leaves its place empty; without any there is no place', () => {
  const [item] = order().items;
  const pictures = (...imageUrls: (string | undefined)[]) =>
    mail('received', { items: imageUrls.map((imageUrl) => ({ ...item, imageUrl })) }).html;

  expect(pictures('https://images.example/a b.png?x="1"&y=2')).toContain(
    '<img src="https://images.example/a b.png?x=&quot;1&quot;&amp;y=2" alt="" width="64" height="64"',
  );
  expect(
    pictures('https://images.example/shoes.png', undefined).match(/<img|<td class="line" width="64"/g),
  ).toHaveLength(3);
  expect(pictures(undefined)).not.toMatch(/<img|width="64"|colspan="2"/);
  expect(pictures('javascript:alert(1)')).not.toContain('javascript');
});

test('an order with a number is called by it, in subject, text and HTML', () => {
  const { subject, text, html } = mail('received', { number: '2026-000123' });

  expect(subject).toBe('We received your order 2026-000123');
  expect(text).toContain(`Order number: 2026-000123\nOrder: ${order().orderId}\n`);
  expect(shown(html)).toContain(`Order number 2026-000123 Order ${order().orderId}`);
});

test('a name that is written from right to left is isolated from the text around it', () => {
  const { text, html } = mail('parcel has left', named('נעליים (x)'));

  expect(text).toContain('  3 × \u2068נעליים (x)\u2069, 49.99 USD each\n');
  expect(text).toContain('In this parcel: \u20682 × \u2068נעליים (x)\u2069\u2069\n');
  expect(html).toContain('<bdi>נעליים (x)</bdi>');
});

describe('the price of an order', () => {
  const price = {
    subtotal: 14_997,
    discounts: [
      { discountId: 'd1', code: 'SUMMER', label: 'Summer', amount: 1000 },
      { discountId: 'd2', code: 'TEN', label: '', amount: 500 },
    ],
    shipping: {
      ...{ id: 's1', label: 'Standard', price: 490, taxCategory: 'standard' },
      ...{ discount: 0, tax: 0, total: 490, taxParts: [] },
    },
    taxes: [
      { label: 'VAT', rate: 7.5, base: 10_000, amount: 750, included: false },
      { label: 'USt', rate: 19, base: 1000, amount: 190, included: true },
    ],
  };
  const rowsOf = ({ text }: RenderedMail) => text.slice(text.indexOf('\n  3 ×') + 1, text.indexOf('\n\nShoes & more'));

  test('is shown with its parts, taxes that it contains below the total', () => {
    expect(rowsOf(mail('received', { price, total: 14_737 }))).toBe(`  3 × Shoes, 49.99 USD each
Subtotal: 149.97 USD
Discount (Summer): -10.00 USD
Discount (TEN): -5.00 USD
Shipping (Standard): 4.90 USD
VAT 7.5%: 7.50 USD
Total: 147.37 USD
Includes USt 19%: 1.90 USD`);
  });

  test('is shown in the language of the customer', () => {
    expect(
      rowsOf(germanMail('received', { price, total: 14_737, currency: 'EUR' })).replaceAll('\u00a0', ' '),
    ).toBe(`  3 × Shoes, je 49,99 €
Zwischensumme: 149,97 €
Rabatt (Summer): -10,00 €
Rabatt (TEN): -5,00 €
Versand (Standard): 4,90 €
VAT 7,5 %: 7,50 €
Gesamtbetrag: 147,37 €
Darin enthalten: USt 19 %: 1,90 €`);
  });
});

describe('the pages of the shop', () => {
  const withPages = (name: string, changes: Partial<Order> = {}) =>
    everyMail(changes, textsIn('en'), { ...SHOP, url: 'https://shop.example' })[name]?.text ?? '';
  const page = `https://shop.example/orders/${order().orderId}`;

  test('of an order that waits for its payment are one to pay and one to see it', () => {
    expect(withPages('received, to be paid')).toContain(`\n\nPay now: ${page}/pay\nView your order: ${page}\n\n`);
    expect(withPages('received')).toContain(`\n\nView your order: ${page}\n\n`);
  });

  test('of a guest’s order have its key', () => {
    const key = 'abc-_d';
    const about = { order: { ...paidOrder(), version: 1 }, key };
    const content = CONTENT_BY_KIND.received(about.order, textsIn('en'));

    const { text } = renderOrderMail(content, about, textsIn('en'), { ...SHOP, url: 'https://shop.example' });

    expect(text).toContain(`\n\nPay now: ${page}/pay?key=abc-_d\nView your order: ${page}?key=abc-_d\n\n`);
  });

  test('do not offer to pay what is paid or has ended', () => {
    const { payment } = paidOrder();
    expect(withPages('received, to be paid', { payment: { ...payment, capturedAmount: 14_997 } })).not.toContain(
      '/pay',
    );
    expect(withPages('cancelled')).not.toContain('/pay');
  });

  test('of an order that was paid in time have its invoice', () => {
    const { payment } = paidOrder();
    const paid = { payment: { ...payment, capturedAmount: 14_997, paidAt: '2026-01-02T03:14:05.678Z' } };
    const expected = `View your order: ${page}\nDownload the invoice: ${page}/invoice\n`;

    expect(withPages('payment completed', paid)).toContain(expected);
    expect(withPages('parcel has left', paid)).toContain(expected);
    expect(withPages('received, to be paid')).not.toContain('/invoice');
    const inGerman = everyMail(paid, textsIn('de'), { ...SHOP, url: 'https://shop.example' })['payment completed'];
    expect(inGerman?.text).toContain(`Rechnung herunterladen: ${page}/invoice`);
  });

  test('come after the page on which the parcel is tracked', () => {
    expect(withPages('parcel has left')).toMatch(/Track the parcel: https:\S+\nView your order: /);
  });

  test('are not linked where the shop has none', () => {
    for (const name of names) expect(mail(name).text).not.toContain('View your order');
  });
});

test.each(names)('%s is complete in German, in text and HTML, with the same links', (name) => {
  const shop = { ...SHOP, url: 'https://shop.example' };
  const { subject, text, html } = everyMail({}, textsIn('de'), shop)[name] ?? { subject: '', text: '', html: '' };
  const paragraphs = text
    .split('\n')
    .filter((line) => line.endsWith('.'))
    .map((line) => line.replaceAll(/\s+/g, ' '));

  expect(subject).not.toBe(mail(name).subject);
  expect(text).toMatch(/^Guten Tag,\n\n/);
  expect(text.replace('Your card was declined.', '')).not.toMatch(/\b(your|you|the|order)\b/i);
  expect(html).toMatch(/^<!doctype html>\n<html lang="de" dir="ltr">/);
  for (const paragraph of paragraphs) expect(shown(html)).toContain(paragraph.slice(1));
  for (const [url = ''] of text.matchAll(/https:\S+/g)) expect(html).toContain(url.replaceAll('&', '&amp;'));
});
