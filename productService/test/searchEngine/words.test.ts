import { describe, expect, test } from '@jest/globals';
import { countHits, findHits } from '../../src/searchEngine/findProducts.ts';
import { documentOf } from '../../src/searchEngine/searchDocument.ts';
import { indexOf } from '../../src/searchEngine/searchIndex.ts';
import { segmentOf } from '../../src/searchEngine/segment.ts';
import { wantedWords } from '../../src/searchEngine/wantedWords.ts';
import { wordsOf } from '../../src/searchEngine/words.ts';
import { product } from '../samples.ts';

/** Whether a search finds a product with this text in its name or, if so said, in its description. */
const finds = (search: string, text: string, field: 'productName' | 'description' = 'productName'): boolean => {
  const texts = { productName: '-', description: '-', category: '-', [field]: text };
  const document = documentOf(product(texts));
  const index = indexOf(segmentOf(document ? [document] : []));
  return countHits(findHits(index, { sort: 'newest', words: wantedWords(search) })) === 1;
};

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
    expect(finds('赤', 'ランニングシューズ 赤')).toBe(true);
    expect(wordsOf('がか')).not.toEqual(wordsOf('かか'));
  });

  test('are the same in each form of Unicode', () => {
    for (const text of ['Größe é ﬁ', 'ガギグ', '각'])
      expect(wordsOf(text.normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')));
  });
});

test('a text is found when each word of the search begins one of its own', () => {
  expect(finds('run red', 'Red running shoes')).toBe(true);
  expect(finds('run blue', 'Red running shoes')).toBe(false);
  expect(finds('nning', 'Red running shoes')).toBe(false);
});

describe('compounds', () => {
  test.each([
    ['levis', "Levi's jeans"],
    ['levis', 'Levi’s jeans'],
    ['levis', 'Levi\u02bcs jeans'],
    ['levis', 'Levi´s jeans'],
    ["levi's", 'Levis 501'],
    ['tshirt', 'T-Shirt'],
    ['tshirt', 'T Shirt'],
    ['bookshelf', 'Book shelf'],
    ['book shelf', 'Bookshelf'],
    ['1000', '1 000 pieces'],
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
    ['bookshelf', 'Book, shelf'],
    ['t-shirt', 'shoe, size T'],
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

test('two words of a description are found as one only if one of them is short', () => {
  expect(finds('tshirt', 'Like a t shirt.', 'description')).toBe(true);
  expect(finds('bookshelf', 'Like a book shelf.', 'description')).toBe(false);
});

describe('a misspelt word', () => {
  test.each([
    ['runing', 'running'],
    ['runnning', 'running'],
    ['rumning', 'running'],
    ['urnning', 'running'],
    ['rnuning', 'running'],
    ['xrunning', 'running'],
    ['красовки', 'кросовки'],
    ['παπουτσυα', 'παπουτσια'],
  ])('%j finds %j', (search, text) => {
    expect(finds(search, text)).toBe(true);
  });

  test.each([
    ['hat', 'cat'],
    ['2024', '2025'],
    ['x1234', 'x1235'],
    ['runin', 'running'],
    ['rniunng', 'running'],
    ['红色', '红包'],
  ])('of another kind, %j, does not find %j', (search, text) => {
    expect(finds(search, text)).toBe(false);
  });
});

describe('a plural and its singular', () => {
  test.each([
    ['shoes', 'shoe'],
    ['glasses', 'glass'],
    ['batteries', 'battery'],
    ['knives', 'knife'],
    ['shelves', 'shelf'],
    ['mice', 'mouse'],
    ['women', 'woman'],
    ['Lampen', 'Lampe'],
    ['Stühle', 'Stuhl'],
    ['Häuser', 'Haus'],
    ['Betten', 'Bett'],
    ['Autos', 'Auto'],
  ])('%j and %j find each other', (one, other) => {
    expect([finds(one, other), finds(other, one)]).toEqual([true, true]);
  });
});
