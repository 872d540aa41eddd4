import { describe, expect, test } from '@jest/globals';
import { hasWords, rarestOf, termOf, termsOf, wordsOf } from '../src/searchTerms.ts';

describe('the words of a text', () => {
  test.each([
    ['Running SHOES, running', ['running', 'shoes']],
    ['Größe', ['grosse']],
    ['CRÈME brûlée', ['creme', 'brulee']],
    ['smørrebrød Łódź æon', ['smorrebrod', 'lodz', 'aeon']],
    ['ΟΔΟΣ οδός', ['οδοσ']],
    ['İstanbul ISPARTA', ['istanbul', 'isparta']],
    ['ﬁnd Ｆｕｌｌ x²', ['find', 'full', 'x2']],
    ['Ёлка ёлка', ['елка']],
    ['iPhone15 4k', ['iphone15', '4k']],
    ['T-Shirt/don’t', ['t', 'shirt', 'don']],
    ['soft\u00adhyphen', ['softhyphen']],
    ['한국어 신발', ['한국어', '신발']],
    ['हिन्दी', ['हिन्दी']],
    ['שָׁלוֹם', ['שלום']],
    ['مُحَمَّد', ['محمد']],
    ['?!… 🦊 — \u0301', []],
    ['', []],
  ])('%j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test('are told apart where a script puts no spaces', () => {
    expect(wordsOf('红色运动鞋')).toEqual(expect.arrayContaining(['红色']));
    expect(hasWords('ランニングシューズ 赤', wordsOf('赤'))).toBe(true);
    expect(wordsOf('がか')).not.toEqual(wordsOf('かか'));
  });

  test('are the same in each form of Unicode', () => {
    for (const text of ['Größe é ﬁ', 'ガギグ', '각'])
      expect(wordsOf(text.normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')));
  });
});

describe('terms', () => {
  test('are the words and all their beginnings, each once', () => {
    expect([...termsOf('Shoe shop')]).toEqual(['s', 'sh', 'sho', 'shoe', 'shop']);
  });

  test('have at most 20 characters, which need not be 20 code units', () => {
    expect([...termsOf('𝔸'.repeat(3).concat('b'.repeat(30)))].every((term) => [...term].length <= 20)).toBe(true);
    expect([...termsOf('𠮷野家')].every((term) => term.isWellFormed())).toBe(true);
    expect(termOf('x'.repeat(21))).toBe('x'.repeat(20));
  });

  test('hold whatever a text is searched by', () => {
    const text = 'Größe 42: ランニングシューズ, обувь — T-Shirt';
    for (const word of wordsOf(text)) expect(termsOf(text)).toContain(termOf(word));
  });
});

test('a text has words when each of them begins one of its own', () => {
  expect(hasWords('Red running shoes', ['run', 'red'])).toBe(true);
  expect(hasWords('Red running shoes', ['run', 'blue'])).toBe(false);
  expect(hasWords('Red running shoes', ['unning'])).toBe(false);
  expect(hasWords('x', [])).toBe(true);
});

test('a search begins with its longest word', () => {
  expect(rarestOf(['a', 'shoes', 'red'])).toBe('shoes');
  expect(rarestOf([])).toBeUndefined();
});
