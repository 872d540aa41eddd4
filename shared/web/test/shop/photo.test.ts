import { expect, test } from '@jest/globals';
import { type Image, srcSetOf } from '../../shop/src/parts/srcSet.ts';

const image = (size: Pick<Image, 'width' | 'height'>): Image => ({
  ...{ id: 'i', alt: '', url: 'original', ...size },
  renditions: { small: 's', medium: 'm', large: 'l' },
});

test.each([
  ['by its longest side', { width: 2400, height: 1600 }, 's 200w, m 600w, l 1200w'],
  ['upright', { width: 1600, height: 2400 }, 's 133w, m 400w, l 800w'],
  ['in its own size if it is smaller', { width: 640, height: 480 }, 's 200w, m 600w, l 640w'],
  ['once if it is tiny', { width: 100, height: 50 }, 's 100w'],
  ['without renditions not at all', {}, undefined],
])('a picture names the widths of its renditions: %s', (_, size, expected) => {
  expect(srcSetOf(image(size))).toBe(expected);
});
