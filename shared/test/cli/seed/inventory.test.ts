import { describe, expect, test } from '@jest/globals';
import { CreateUploadUrlBody as CategoryBody } from '../../../../categoryService/src/category.ts';
import { CreateUploadUrlBody as ProductBody } from '../../../../productService/src/offer/productOffer.ts';
import { assortments } from '../../../cli/seed/assortment.ts';
import { chosen, numberOf, seedProduct } from '../../../cli/seed/inventory.ts';

const numbers = Array.from({ length: 5000 }, (_, i) => i + 1);
const products = numbers.map(seedProduct);

describe('the goods of a filled shop', () => {
  test('are valid offers', () => {
    for (const { n: _, assortment, ...body } of products) {
      expect(ProductBody.parse(body)).toEqual(body);
      expect(body.category).toBe(assortment.name);
    }
  });

  test('have unique names and files, in words that a search finds', () => {
    expect(new Set(products.map(({ productName }) => productName)).size).toBe(products.length);
    expect(new Set(products.map(({ fileName }) => fileName)).size).toBe(products.length);
    for (const { productName } of products) expect(productName).toMatch(/^[A-Z][A-Za-z]+( [A-Z][A-Za-z-]*){2,5}$/);
  });

  test('start a new series when all names are used', () => {
    const [first, again] = [seedProduct(1), seedProduct(7201)];

    expect(again).toMatchObject({ productName: `${first.productName} Series 2` });
    expect(again.fileName).not.toBe(first.fileName);
  });

  test('are the same each time', () => {
    expect(numbers.map(seedProduct)).toEqual(products);
    expect(seedProduct(1)).toMatchObject({ productName: 'Classic Oak Cutting Board', category: 'Kitchen' });
  });

  test('cost some euros and cents, are in stock, and are described in two or three sentences', () => {
    for (const { productPrice, quantity, description } of products) {
      expect(productPrice).toBeGreaterThan(2);
      expect(productPrice).toBeLessThan(600);
      expect(Math.round(productPrice * 100) % 100).not.toBe(0);
      expect(quantity).toBeGreaterThanOrEqual(5);
      expect(description.match(/\.( |$)/g)?.length).toBeGreaterThanOrEqual(2);
      expect(description.match(/\.( |$)/g)?.length).toBeLessThanOrEqual(3);
    }
  });

  test('are spread evenly over the categories, whose names a category may have', () => {
    for (const { name, fileName } of assortments) {
      expect(products.filter(({ category }) => category === name)).toHaveLength(products.length / assortments.length);
      const body = { categoryName: name, fileName, fileType: 'image/png' };
      expect(CategoryBody.parse(body)).toEqual(body);
    }
  });

  test('are recognised by the URL of their picture', () => {
    for (const { n, fileName } of products.slice(0, 200)) {
      expect(numberOf(`https://shop.example/images/6f7f8d6e/${fileName}`)).toBe(n);
    }
  });

  test.each(['shoes.png', 'shoes-1.png', 'classic-oak-cutting-board-0.png', 'classic-oak-cutting-board-2.png'])(
    'are not mixed up with the picture %s of somebody else',
    (fileName) => {
      expect(numberOf(`https://shop.example/images/6f7f8d6e/${fileName}`)).toBeUndefined();
    },
  );
});

describe('a choice', () => {
  test('produces each possible value about equally often', () => {
    const counts = [0, 0, 0, 0, 0];
    for (const n of numbers) counts[chosen(n, 1, 5)] = (counts[chosen(n, 1, 5)] ?? 0) + 1;

    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });
});
