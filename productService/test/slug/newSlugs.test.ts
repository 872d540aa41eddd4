import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RESERVED_SLUGS, slugBase, slugChoices } from '../../src/slug/newSlugs.ts';
import { droppedSlugs, MAX_SLUGS, type Slug, slugOf, withSlug } from '../../src/slug/slug.ts';

const now = new Date('2026-02-01T00:00:00.000Z');
const id = 'b1c7a3a0-5df0-4d0a-9d0c-3a8a5f1d2e01';
const choices = (productName: string, slugs?: Slug[]) =>
  slugChoices({ id, productName, slugs }, now).map(({ slug }) => slug);
const slug = (text: string, base = text, at = '1'): Slug => ({ slug: text, base, at });

describe('a slug', () => {
  test.each([
    ['Running shoes', 'running-shoes'],
    ['Größe, Ørsted & Łódź', 'grosse-orsted-lodz'],
    ['Ёлка Щётка', 'yolka-shchyotka'],
    ['Καλημέρα', 'kalimera'],
    ['运动鞋 红色', 'yun-dong-xie-hong-se'],
    ['한국어 신발', 'hangugeo-sinbal'],
    ['Levi’s® 501', 'levis-501'],
    ['Cafe\u0301', 'cafe'],
    ['a_b/c?d#e%20', 'a-b-c-d-e-20'],
    ['😀!', 'product'],
  ])('of %s is %s', (name, text) => {
    expect(slugBase(name)).toBe(text);
  });

  test('of Arabic, Hebrew, Thai or Hindi has letters too', () => {
    for (const name of ['حذاء', 'נעל', 'รองเท้า', 'जूते']) expect(slugBase(name)).toMatch(/^(?!product$)[a-z]/);
  });

  test('of any name has only letters, digits and single hyphens between them, and at most 93 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        for (const text of choices(name)) expect(text).toMatch(/^(?=.{1,93}$)[a-z0-9]+(-[a-z0-9]+)*$/);
      }),
    );
  });

  test('of a long name ends with a whole word', () => {
    expect(slugBase('word '.repeat(40))).toBe(`${'word-'.repeat(15)}word`);
    expect(slugBase('x'.repeat(200))).toBe('x'.repeat(80));
  });

  test('gets an ending if others have it, the same for each attempt', () => {
    expect(choices('Shoes')).toEqual(['shoes', 'shoes-b1c7a3a0', expect.stringMatching(/^shoes-[0-9a-f]{12}$/)]);
  });

  test('that a product had for the same name is its own again', () => {
    const had = [slug('shoes-b1c7a3a0', 'shoes'), slug('boots')];

    expect(choices('Shoes!', had)).toEqual(['shoes-b1c7a3a0']);
    expect(slugOf({ slugs: withSlug(had, slug('shoes-b1c7a3a0', 'shoes')) })).toBe('shoes-b1c7a3a0');
    expect(withSlug(had, slug('shoes-b1c7a3a0', 'shoes'))).toHaveLength(2);
  });

  test('is never the address of something else', () => {
    const routes = [
      ...readFileSync('productService/serverless.yml', 'utf8').matchAll(/GET \/products\/\{id\}\/([a-z-]+)/g),
    ];

    expect(routes.length).toBeGreaterThan(0);
    expect(RESERVED_SLUGS).toEqual(expect.arrayContaining(routes.map(([, segment]) => segment)));
    for (const reserved of RESERVED_SLUGS) expect(choices(reserved)).not.toContain(reserved);
  });
});

test('a product keeps its last ten slugs, and drops the others', () => {
  const twelve = Array.from({ length: 12 }, (_, index) => slug(`s${index}`));
  const kept = twelve.reduce<Slug[]>(withSlug, []);

  expect(kept.map((one) => one.slug)).toEqual(twelve.slice(2).map((one) => one.slug));
  expect(kept).toHaveLength(MAX_SLUGS);
  expect(droppedSlugs(kept, [...twelve, ...twelve])).toEqual(twelve.slice(0, 2));
  expect(droppedSlugs([slug('s0', 's0', '2')], [slug('s0')])).toEqual([slug('s0')]);
});
