import { describe, expect, test } from '@jest/globals';
import { hasWords, rarestTerms, termOf, termsOf, wantedWords, wordsOf } from '../../src/search/searchTerms.ts';

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
    ['T-Shirt/don’t', ['t', 'shirt', 'tshirt', 'don', 'dont']],
    ['AB-1234_x', ['ab', '1234', 'x', 'ab1234x']],
    ['1,000.50 a,b', ['1', '000', '50', '100050', 'a', 'b']],
    ["'quoted' rock-'n'-roll - 5- -6", ['quoted', 'rock', 'n', 'roll', '5', '6']],
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

  test('are separated in scripts without spaces', () => {
    expect(wordsOf('红色运动鞋')).toEqual(expect.arrayContaining(['红色']));
    expect(hasWords('ランニングシューズ 赤', wantedWords('赤'))).toBe(true);
    expect(wordsOf('がか')).not.toEqual(wordsOf('かか'));
  });

  test('are the same in each form of Unicode', () => {
    for (const text of ['Größe é ﬁ', 'ガギグ', '각'])
      expect(wordsOf(text.normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')));
  });
});

describe('terms', () => {
  test('are the distinct words and all their beginnings', () => {
    expect([...termsOf('Shoe shop')]).toEqual(['s', 'sh', 'sho', 'shoe', 'shop']);
  });

  test('have at most 20 characters, which need not be 20 code units', () => {
    expect([...termsOf('𝔸'.repeat(3).concat('b'.repeat(30)))].every((term) => [...term].length <= 20)).toBe(true);
    expect([...termsOf('𠮷野家')].every((term) => term.isWellFormed())).toBe(true);
    expect(termOf('x'.repeat(21))).toBe('x'.repeat(20));
  });

  test('contain everything that a text can be found by', () => {
    const text = 'Größe 42: ランニングシューズ, обувь — T-Shirt';
    for (const word of wordsOf(text)) expect(termsOf(text)).toContain(termOf(word));
  });
});

/** Whether a search finds a text. */
const finds = (search: string, text: string) => hasWords(text, wantedWords(search));

test('a text has words when each of them begins one of its own', () => {
  expect(finds('run red', 'Red running shoes')).toBe(true);
  expect(finds('run blue', 'Red running shoes')).toBe(false);
  expect(finds('unning', 'Red running shoes')).toBe(false);
  expect(hasWords('x', [])).toBe(true);
});

describe('compounds', () => {
  test.each([
    ['levis', "Levi's jeans"],
    ['levis', 'Levi’s jeans'],
    ['levis', 'Levi\u02bcs jeans'],
    ['levis', 'Levi´s jeans'],
    ["levi's", 'Levis 501'],
    ['tshirt', 'T-Shirt'],
    ['tshirt', 'T\u2011Shirt'],
    ['tshirt', 'T–Shirt'],
    ['t-shirt', 'Tshirt'],
    ['T‐shirt', 'T-Shirts for all'],
    ['t-shirt', 'shirt, size T'],
    ['t-sh', 'T-Shirt'],
    ['wifi', 'Wi-Fi router'],
    ['wi-fi', 'WiFi router'],
    ['wi fi', 'Wi-Fi router'],
    ['AB1234', 'AB-1234'],
    ['ab-1234', 'AB1234'],
    ['ab 1234', 'AB_1234'],
    ['1000', '1,000 pieces'],
    ['1000', '1.000 Stück'],
    ['1000', "1'000 Stück"],
    ['1000', '1\u202f000 pièces'],
    ['1000', '1\u00a0000 pièces'],
    ['1000', '١٬٠٠٠ قطعة'],
    ['1,000', '1000 pieces'],
    ['hm', 'H&M dress'],
    ['usa', 'Made in the U.S.A.'],
    ['lete', 'L’été'],
    ['été', 'L’été'],
  ])('%j finds %j', (search, text) => {
    expect(finds(search, text)).toBe(true);
  });

  test.each([
    ['tshirt', 'T Shirt'],
    ['shirtt', 'T-Shirt'],
    ['t-shirt', 'shirt'],
    ['ab1234', 'AB, 1234'],
    ['1000', '1, 000'],
    ['redblue', 'red/blue'],
  ])('%j does not find %j', (search, text) => {
    expect(finds(search, text)).toBe(false);
  });
});

describe('letters that differ between keyboards', () => {
  test.each([
    ['يا', 'یا'],
    ['كتاب', 'کتاب'],
    ['مدرسه', 'مدرسة'],
    ['احمد', 'أحمد'],
    ['اسلام', 'إسلام'],
    ['ان', 'آن'],
    ['مصطفي', 'مصطفى'],
    ['سوال', 'سؤال'],
    ['٢٥', '25'],
    ['۲۵', '٢٥'],
    ['عربي', 'عـــربي'],
    ['کتابخانه', 'کتاب\u200cخانه'],
    ['علیرضا', 'علی\u200dرضا'],
  ])('%j and %j are one word', (one, other) => {
    expect([finds(one, other), finds(other, one)]).toEqual([true, true]);
  });

  test('digits of every script are digits', () => {
    for (const numberingSystem of Intl.supportedValuesOf('numberingSystem')) {
      const digits = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(1234567890);
      if (!/^\p{Nd}{10}$/u.test(digits)) continue;
      expect([numberingSystem, wordsOf(digits)]).toEqual([numberingSystem, ['1234567890']]);
    }
  });
});

test.each([
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u200e',
  '\u202a',
  '\u2066',
  '\ufe0f',
  '\u034f',
  '\u3164',
])('the invisible character %j inside a word is ignored', (invisible) => {
  expect(wordsOf(`run${invisible}ning`)).toEqual(['running']);
  expect(finds(`run${invisible}ning`, 'Running shoes')).toBe(true);
});

describe('a search begins with', () => {
  test.each([
    ['a red shoes', ['shoes']],
    ['', []],
    ['t-shirt', ['tshirt', 'shirt']],
    ['t-shirt cotton', ['cotton']],
    ["levi's", ['levis', 'levi']],
    ['1,000', ['1000', '000']],
    [`${'x'.repeat(25)}-y`, ['x'.repeat(20)]],
  ])('the longest word of %j, whole and by its longest part', (search, terms) => {
    expect(rarestTerms(wantedWords(search))).toEqual(terms);
  });

  test('terms of which each matching text has one', () => {
    const texts = ["Levi's T-Shirt", 'levis tshirt', 'shirt of Levi, t and s', 'Wi-Fi 1,000'];
    for (const search of ['levis', "levi's", 't-shirt', 'tshirt', 'wifi', 'wi-fi', '1000', "levi's t-shirt"])
      for (const text of texts.filter((text) => finds(search, text)))
        expect(rarestTerms(wantedWords(search)).some((term) => termsOf(text).has(term))).toBe(true);
  });
});

test('a text of only compounds has no more terms than any text of its length', () => {
  const pairs = Array.from({ length: 1400 }, (_, index) => index.toString(36).padStart(2, '0'));
  const joined = (size: number) =>
    Array.from({ length: Math.floor(pairs.length / size) }, (_, index) =>
      pairs.slice(index * size, (index + 1) * size).join('-'),
    )
      .join(' ')
      .slice(0, 4000);

  for (const size of [2, 5, 10, 1400]) expect(termsOf(joined(size)).size).toBeLessThan(4100);
});
