import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const mailSender = createRequire(import.meta.url)('../../serverless/mailSender.cjs');
const senderOf = (shopName: string, mailFrom = 'orders@shop.example'): Promise<{ from: string; shopName: string }> =>
  mailSender({
    resolveVariable: async (name: string) => ({ 'param:shopName': shopName, 'param:mailFrom': mailFrom })[name],
  });

/** The name in a header From, as a mail program reads it. */
const nameIn = (from: string): string => {
  const name = from.slice(0, from.lastIndexOf(' <'));
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return name
    .split(' ')
    .map((word) => Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString('utf8'))
    .join('');
};

describe('the name of the shop', () => {
  test.each([
    ['ecommerce', '"ecommerce" <orders@shop.example>'],
    ['Ann, Lee & "Co" \\', '"Ann, Lee & \\"Co\\" \\\\" <orders@shop.example>'],
    ['Café Grün', '=?UTF-8?B?Q2Fmw6kgR3LDvG4=?= <orders@shop.example>'],
  ])('%s is in the header From', async (name, from) => {
    expect((await senderOf(name)).from).toBe(from);
  });

  test('is decoded unchanged from header and environment, in every script, in short encoded words of ASCII', async () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });

    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const sender = await senderOf(name).catch(() => undefined);
        if (!sender) return;
        const { from, shopName } = sender;
        expect(from).toMatch(/^[ -~]+$/);
        expect(shopName).toMatch(/^[!-~]+$/);
        for (const word of from.split(' ').filter((part) => part.startsWith('=?')))
          expect(word.length).toBeLessThan(76);
        expect(nameIn(from)).toBe(name.normalize('NFC').trim());
        expect(decodeURIComponent(shopName)).toBe(name.normalize('NFC').trim());
      }),
      { numRuns: 200 },
    );
  });

  test.each(['کتاب‌خانه', 'ප්‍රියන්ත', '🎉', '𠮷野家', 'a'.repeat(64)])('may be %s', async (name) => {
    expect(decodeURIComponent((await senderOf(name)).shopName)).toBe(name.normalize('NFC'));
  });

  test.each([
    ['a header more', 'Shop\r\nBcc: everyone@example.com'],
    ['a line end', 'Shop\nBcc: everyone@example.com'],
    ['a line separator', 'Shop\u2028Two'],
    ['a control character', 'Shop\u0000'],
    ['a change of direction', 'Shop\u202egpj'],
    ['half a character', 'Shop\ud83c'],
    ['nothing', ''],
    ['white space', '  \t '],
    ['nothing that can be seen', '\u200d\u200c'],
    ['65 characters', 'a'.repeat(65)],
  ])('fails the deployment if it is or contains %s', async (_, name) => {
    await expect(senderOf(name)).rejects.toThrow(
      'The parameter shopName must be one line of 1 to 64 visible characters',
    );
  });
});

test.each(['Shop <orders@shop.example>', 'orders@shop.example\r\nBcc: a@example.com', 'orders', ''])(
  'the address %j fails the deployment',
  async (address) => {
    await expect(senderOf('Shop', address)).rejects.toThrow('The parameter mailFrom must be a plain email address');
  },
);
