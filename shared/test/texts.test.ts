import { describe, expect, test } from '@jest/globals';
import { CategoryName, lineOfText, linesOfText } from '../src/texts.ts';

describe('a line of text', () => {
  test('is trimmed and composed, so that equal texts are equal', () => {
    expect(CategoryName.parse('  Cafe\u0301 ')).toBe('Caf\u00e9');
  });

  test.each(['a', 'Schuhe & Söhne', '运动鞋', '👨‍👩‍👧 family', 'a'.repeat(100)])('may be %j', (text) => {
    expect(lineOfText(100).parse(text)).toBe(text);
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
  ])('may not be %s', (_, text) => {
    expect(lineOfText(100).safeParse(text).success).toBe(false);
  });
});

test('text of several lines takes line breaks and tabs, but no other control character', () => {
  expect(linesOfText(20).parse(' one\r\n\ttwo ')).toBe('one\r\n\ttwo');
  expect(linesOfText(20).safeParse('a\u0007b').success).toBe(false);
  expect(linesOfText(20).safeParse('a'.repeat(21)).success).toBe(false);
});
