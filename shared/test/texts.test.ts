import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { arrayUpTo, CategoryName, composedText, multiLineText, singleLineText, wholeNumber } from '../src/texts.ts';

describe('a line of text', () => {
  test('is trimmed and composed, so that equal texts are equal', () => {
    expect(CategoryName.parse('  Cafe\u0301 ')).toBe('Caf\u00e9');
  });

  test.each(['a', 'Schuhe & Söhne', '运动鞋', '👨‍👩‍👧 family', 'a'.repeat(100)])('may be %j', (text) => {
    expect(singleLineText(100).parse(text)).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \t '],
    ['a line break', 'a\nb'],
    ['a control character', 'a\u0000b'],
    ['half a character', 'a\ud800'],
    ['one character too many', 'a'.repeat(101)],
    ['10 kB', 'a'.repeat(10_000)],
    ['a number', 5],
    ['a list', ['a']],
    ['what a failed decoding leaves', 'Caf\ufffd'],
    ['zero-width spaces', '\u200b\u200b'],
    ['joiners and fillers', '\u200d\u3164\u2060\u00ad'],
    ['a blank of Braille', '\u2800'],
    ['31 marks on one letter', `a${'\u0301'.repeat(31)}`],
  ])('may not be %s', (_, text) => {
    expect(singleLineText(100).safeParse(text).success).toBe(false);
  });
});

test('joiners that languages need are kept', () => {
  for (const text of ['علی\u200cرضا', 'ප්\u200dරියන්ත', '\u200fשלום']) expect(singleLineText(100).parse(text)).toBe(text);
});

test('a decomposed text may be longer than its limit, as long as the composed one is not', () => {
  expect(singleLineText(100).parse('\u1f82'.repeat(100).normalize('NFD'))).toBe('\u1f82'.repeat(100));
  expect(singleLineText(100).safeParse('\u1f82'.repeat(101).normalize('NFD')).success).toBe(false);
});

describe.each([
  ['a line', singleLineText(200)],
  ['several lines', multiLineText(4000)],
  ['composed text', composedText(128)],
])('the length of %s is checked before any expensive check', (_, schema) => {
  const hostile = {
    'marks of one class': `a${'\u0301'.repeat(32_000)}`,
    'marks that have to be sorted': `a${'\u0301\u0316'.repeat(16_000)}`,
    'marks within the limit': `a${'\u0301\u0316'.repeat(1999)}`,
    'white space': ' '.repeat(64_000),
    'letters that decompose': '\ufdfa'.repeat(21_000),
  };

  test.each(Object.entries(hostile))('%s', (_name, text) => {
    const startedAt = performance.now();
    const { success } = schema.safeParse(text);

    expect(success).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(150); // 300 to 1,000 ms when it is normalised first
  });

  test('says one thing about a text that is too long', () => {
    expect(schema.safeParse('x'.repeat(65_000)).error?.issues).toEqual([
      expect.objectContaining({ code: 'too_big', message: expect.stringMatching(/<=(200|4000|128) characters$/) }),
    ]);
  });
});

describe('a whole number', () => {
  const Limit = wholeNumber(1, 100);

  test.each([
    ['1', 1],
    ['20', 20],
    ['100', 100],
  ])('may be %j', (text, number) => {
    expect(Limit.parse(text)).toBe(number);
  });

  test.each([
    '0x10',
    '1e2',
    '+5',
    ' 5',
    '5 ',
    '5.0',
    '5.',
    '٥',
    '５',
    '05',
    '0',
    '-1',
    '101',
    '1_0',
    '',
    'Infinity',
    'NaN',
  ])('may not be written as %j', (text) => {
    expect(Limit.safeParse(text).success).toBe(false);
  });

  test('may not be absurdly long, and is parsed fast', () => {
    expect(Limit.safeParse('9'.repeat(10_000)).success).toBe(false);
  });

  test('is described as an integer', () => {
    expect(z.toJSONSchema(Limit.default(20), { io: 'input' })).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 100,
    });
  });
});

describe('an array', () => {
  test('that is too long is rejected without checking its elements', () => {
    let looked = 0;
    const Element = z.string().refine(() => {
      looked += 1;
      return true;
    });
    const schema = z.strictObject({ items: arrayUpTo(3, Element) });

    const { error } = schema.safeParse({ items: Array(30_000).fill('a') });

    expect(looked).toBe(0);
    expect(error?.issues).toEqual([
      expect.objectContaining({ path: ['items'], message: 'must have at most 3 entries' }),
    ]);
    expect(schema.safeParse({ items: ['a', 'b', 'c'] }).success).toBe(true);
    expect(schema.safeParse({ items: 'abcd' }).success).toBe(false);
  });

  test('is described with its limit', () => {
    expect(z.toJSONSchema(arrayUpTo(3, z.string()), { io: 'input' })).toMatchObject({ type: 'array', maxItems: 3 });
  });
});

test('text of several lines accepts line breaks and tabs, but no other control characters', () => {
  expect(multiLineText(20).parse(' one\r\n\ttwo ')).toBe('one\r\n\ttwo');
  expect(multiLineText(20).safeParse('a\u0007b').success).toBe(false);
  expect(multiLineText(20).safeParse('a'.repeat(21)).success).toBe(false);
});
