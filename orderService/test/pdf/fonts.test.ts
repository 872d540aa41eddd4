import { expect, test } from '@jest/globals';
import { facesFor } from '../../src/pdf/fonts.ts';

test('the dots of Arabic letters are drawn each time that a text is laid out', async () => {
  const text = 'فستان';
  const clusters = [...text];
  const faces = facesFor('EG');
  await faces.load(text, clusters, 400);
  const { face } = faces.chooseIn(text)('ن', 400);
  const drawn = () => face.font.layout(text).glyphs.map(({ id, path }) => [id, path.commands.length > 0]);

  const first = drawn();

  expect(first.length).toBeGreaterThan(clusters.length); // letters and dots
  expect(first.every(([, hasOutline]) => hasOutline)).toBe(true);
  expect(drawn()).toEqual(first);
});
