import { describe, expect, test } from '@jest/globals';
import { order } from '../samples.ts';
import { everyMail } from './everyMail.ts';

const names = Object.keys(everyMail());
const mail = (name: string, changes = {}) => {
  const found = everyMail(changes)[name];
  if (!found) throw new Error(`There is no mail ${name}`);
  return found;
};

/** What a reader of the HTML sees, white space aside. */
const shown = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

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

    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&quot;&#39;');
  });

  test('is a page in a language, for light and dark, that loads nothing and runs nothing', () => {
    const { html } = mail(name);

    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
    const loaded = html.replaceAll(/<a href="https?:[^"]*"/g, '');
    expect(loaded).not.toMatch(/<script|<img|<link|url\(|https?:|javascript:/);
  });

  test('has each element closed that it opens', () => {
    const open: string[] = [];
    for (const [, close, element = ''] of mail(name).html.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (['meta', 'br'].includes(element)) continue;
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
