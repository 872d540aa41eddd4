import { describe, expect, test } from '@jest/globals';
import { findHits, hitsAfter } from '../../src/searchEngine/findProducts.ts';
import { documentOf } from '../../src/searchEngine/searchDocument.ts';
import { applyChanges, emptySegment, indexOf } from '../../src/searchEngine/searchIndex.ts';
import { segmentOf } from '../../src/searchEngine/segment.ts';
import { wantedWords } from '../../src/searchEngine/wantedWords.ts';
import { catalogue } from './catalogue.ts';

const documents = catalogue.flatMap((row) => documentOf(row) ?? []);
const index = indexOf(segmentOf(documents));

const found = (q: string): string[] =>
  hitsAfter(findHits(index, { sort: 'relevance', words: wantedWords(q) }), undefined, 200).map(({ place }) => place[2]);

/** What a search finds first, in this order; with `only`, it finds nothing else. */
const FIRST: [q: string, names: string[], only?: 'only'][] = [
  // joined and split words
  ['t-shirt', ['Tshirt Sport', 'T-Shirt Basic', 'T Shirt Kids']],
  ['tshirt', ['Tshirt Sport', 'T-Shirt Basic', 'T Shirt Kids']],
  ['t shirt', ['Tshirt Sport', 'T-Shirt Basic', 'T Shirt Kids']],
  ['T-SHIRTS', ['T-Shirt Basic', 'T Shirt Kids', 'Tshirt Sport']],
  ['book shelf', ['Bookshelf', 'Book shelf small'], 'only'],
  ['bookshelf', ['Bookshelf', 'Book shelf small'], 'only'],
  ['armchair', ['Armchair Oslo', 'Arm chair'], 'only'],
  ['arm chair', ['Armchair Oslo', 'Arm chair'], 'only'],
  ['tea pot', ['Teapot', 'Tea pot warmer'], 'only'],
  ['wifi', ['WiFi repeater', 'Wi-Fi router'], 'only'],
  ['wi-fi', ['WiFi repeater', 'Wi-Fi router'], 'only'],
  ['wi fi', ['WiFi repeater', 'Wi-Fi router'], 'only'],
  ['ebook', ['Ebook cover', 'E-Book reader']],
  ['e-book', ['Ebook cover', 'E-Book reader']],
  ['e book', ['Ebook cover', 'E-Book reader']],
  ['ebike', ['E bike'], 'only'],
  ['usbc', ['USB-C cable']],
  ['iphone 15', ['iPhone15 charger', 'iPhone 15 case'], 'only'],
  ['iphone15', ['iPhone15 charger', 'iPhone 15 case'], 'only'],
  ['foot ball', ['Football', 'Football boots', 'Foot ball pump'], 'only'],
  ['back pack', ['Backpack', 'Back pack cover'], 'only'],
  ['handbag', ['Handbag', 'Hand bag small'], 'only'],
  ['headphones', ['Headphones', 'Head phones stand'], 'only'],
  ["levi's", ["Levi's 501"], 'only'],
  ['levis 501', ["Levi's 501"], 'only'],
  ['hm', ['H&M dress'], 'only'],
  ['h&m', ['H&M dress']],
  ['1000 pieces', ['Puzzle, 1,000 pieces'], 'only'],
  // plurals after exact words
  ['scarf', ['Cashmere scarf', 'Silk scarves, set of two'], 'only'],
  ['scarves', ['Silk scarves, set of two', 'Cashmere scarf'], 'only'],
  ['running shoes', ['Running shoes', 'Running shoe Pro']],
  ['running shoe', ['Running shoe Pro', 'Running shoes']],
  ['knife', ['Knife', 'Bread knife', 'Steak knives'], 'only'],
  ['knives', ['Steak knives', 'Knife', 'Bread knife'], 'only'],
  ['candle', ['Candle', 'Candles, white, box of 12']],
  ['candles', ['Candles, white, box of 12', 'Candle']],
  ['battery', ['Battery', 'Batteries, 8 pieces'], 'only'],
  ['batteries', ['Batteries, 8 pieces', 'Battery'], 'only'],
  ['mouse', ['Wireless mouse', 'Gaming mice, two']],
  ['mice', ['Gaming mice, two', 'Wireless mouse']],
  ['wine glasses', ['Wine glasses, set of six', 'Wine glass'], 'only'],
  ['bath towel', ['Bath towel', 'Bath towels, set of four'], 'only'],
  ['bath towels', ['Bath towels, set of four', 'Bath towel'], 'only'],
  ['bags', ['Shopping bags']],
  ['bag', ['Camera bag', 'Hand bag small']],
  ['Stuhl', ['Stuhl Wien', 'Stühle, 4er-Set'], 'only'],
  ['Stühle', ['Stühle, 4er-Set', 'Stuhl Wien'], 'only'],
  ['Schüsseln', ['Schüsseln, 3er-Set', 'Müsli-Schüssel']],
  ['Kerze', ['Kerzen, 10 Stück'], 'only'],
  ['boots', ['Football boots', 'Rubber boots', 'Hiking boots']],
  // misspelt words after all others
  ['skirt', ['Denim skirt', 'Skirt Midi', 'Linen shirt', 'Long-sleeved shirt']],
  ['lampe', ['Lampe Kiel', 'Floor lamp', 'Desk lamp', 'Light bulb E27']],
  ['hikin boots', ['Hiking boots', 'Hiking boot light'], 'only'],
  ['runing shoe', ['Running shoe Pro', 'Trail shoe', 'Running shoes'], 'only'],
  ['runnig shoes', ['Running shoes', 'Running shoe Pro', 'Trail shoe'], 'only'],
  ['lmap', ['Floor lamp', 'Desk lamp']],
  ['candels', ['Candles, white, box of 12'], 'only'],
  ['batery', ['Battery'], 'only'],
  ['cofee', ['Coffee beans', 'Coffee grinder', 'Coffee machine', 'Coffee table'], 'only'],
  ['umbrela', ['Umbrella'], 'only'],
  ['keybord', ['Keyboard']],
  ['suitcsae', ['Suitcase'], 'only'],
  ['stuehle', ['Stühle, 4er-Set'], 'only'],
  // SKUs and barcodes, whole only
  ['LV-501-0101', ["Levi's 501"], 'only'],
  ['lv5010101', ["Levi's 501"], 'only'],
  ['LV 501 0101', ["Levi's 501"], 'only'],
  ['ts-basic-m', ['T-Shirt Basic'], 'only'],
  ['LMP-0042', ['Desk lamp'], 'only'],
  ['LMP-004', [], 'only'],
  ['4012345678901', ['Desk lamp'], 'only'],
  ['401234567890', [], 'only'],
  ['0885370201956', ['Keyboard'], 'only'],
  ['885370201956', [], 'only'],
  // several words, names before descriptions
  ['desk lamp', ['Desk lamp'], 'only'],
  ['coffee table', ['Coffee table'], 'only'],
  ['coffee', ['Coffee beans', 'Coffee grinder', 'Coffee machine', 'Coffee table'], 'only'],
  ['oak table', ['Dining table', 'Coffee table'], 'only'],
  ['dress silk', ['Evening dress'], 'only'],
  ['shoe black', ['Shoe polish'], 'only'],
  ['lamp', ['Floor lamp', 'Desk lamp', 'Lampe Kiel']],
  ['wool', ['Wool sweater', 'Woolen beanie']],
  ['wool blanket', ['Blanket']],
  ['xyz', [], 'only'],
  // languages and scripts
  ['creme brulee', ['Crème brûlée mould'], 'only'],
  ['café', ['Café au lait bowl']],
  ['smorrebrod', ['Smørrebrød board'], 'only'],
  ['GRÖSSENTABELLE', ['Größentabelle'], 'only'],
  ['кружка', ['Кружка для чая'], 'only'],
  ['обувь', ['Обувь для бега'], 'only'],
  ['ёлка', ['Ёлка искусственная'], 'only'],
  ['елка', ['Ёлка искусственная'], 'only'],
  ['παπουτσια', ['Παπούτσι τρεξίματος'], 'only'],
  ['运动鞋', ['红色运动鞋'], 'only'],
  ['雨伞', ['蓝色雨伞'], 'only'],
  ['シューズ', ['ランニングシューズ 赤'], 'only'],
  ['교과서', ['한국어 교과서'], 'only'],
  ['كتاب', ['كتاب الطبخ'], 'only'],
  ['נעלי', ['נעלי ריצה'], 'only'],
  ['हिन्दी', ['हिन्दी शब्दकोश'], 'only'],
  ['วิ่ง', ['รองเท้าวิ่ง'], 'only'],
  ['ao dai', ['Áo dài lụa'], 'only'],
];

test('the catalogue has at least 150 products, and there are at least 60 searches', () => {
  expect(documents.length).toBeGreaterThanOrEqual(150);
  expect(new Set(FIRST.map(([q]) => q)).size).toBeGreaterThanOrEqual(60);
});

describe('a search finds first', () => {
  test.each(FIRST.map(([q, names, only = 'first']) => [q, names, only] as const))('%j: %j', (q, names, only) => {
    const all = found(q);
    expect(only === 'only' ? all : all.slice(0, names.length)).toEqual(names);
  });
});

test('the order is the same whether products are in the file or among the changes', () => {
  const changed = indexOf(emptySegment());
  applyChanges(
    changed,
    documents.map((document) => ({ id: document.id, document })),
  );
  for (const [q] of FIRST) {
    const hits = hitsAfter(findHits(changed, { sort: 'relevance', words: wantedWords(q) }), undefined, 200);
    expect([q, hits.map(({ place }) => place[2])]).toEqual([q, found(q)]);
  }
});
