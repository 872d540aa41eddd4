import { singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { expect, test } from '@jest/globals';
import { everyMail } from './everyMail.ts';

const names = [
  'کتاب\u200cخانه',
  'ප්\u200dරියන්ත',
  '👩\u200d🚀 Suit',
  'soft\u00adhyphen',
  'two  spaces',
  '全角\u3000空白',
  'שלום\u200f (x)',
  '\ue000 private',
];

test.each(names)('every email spells %j like the order', (productName) => {
  const items = [{ productId: 'p-1', productName, unitPrice: 100, quantity: 1 }];

  for (const [name, { text, html }] of Object.entries(everyMail({ items }))) {
    expect({ name, spelled: text.includes(productName) && html.includes(productName) }).toEqual({
      name,
      spelled: true,
    });
  }
});

test('characters that break lines or cannot be sent become one space', () => {
  expect(singleLine(' a\r\nb\tc\u2028d\u2029e\u0000f\ud800g ')).toBe('a b c d e f g');
});
