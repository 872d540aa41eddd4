import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { sfntOf } from './sfnt.ts';

/** A file of a font: the glyphs of some characters, in one weight. */
export type Face = {
  /** Its name in documents, unique among faces. */
  name: string;
  font: Font;
};

export type Weight = 400 | 700;

/** Returns the face for a text that is drawn as one glyph (a letter with its marks), and what of it the face can draw. */
export type ChooseFace = (cluster: string, weight: Weight) => { face: Face; text: string };

/** Fonts of the package `@fontsource/{name}`: `subsets` are those of its files that are used. */
type Family = { name: string; subsets: RegExp; weights: readonly Weight[] };

/** Subsets with a number are parts of a large font; the named ones beside them repeat letters of the others. */
const PARTS = /^\[\d+\]$/;

const WESTERN: Family = { name: 'noto-sans', subsets: /./, weights: [400, 700] };
const EAST_ASIAN = {
  jp: { name: 'noto-sans-jp', subsets: PARTS, weights: [400] },
  sc: { name: 'noto-sans-sc', subsets: PARTS, weights: [400] },
  tc: { name: 'noto-sans-tc', subsets: PARTS, weights: [400] },
  kr: { name: 'noto-sans-kr', subsets: PARTS, weights: [400] },
} satisfies Record<string, Family>;
const OTHERS: Family[] = [
  { name: 'noto-sans-arabic', subsets: /^arabic$/, weights: [400] },
  { name: 'noto-sans-hebrew', subsets: /^hebrew$/, weights: [400] },
];

/** Where Chinese characters have the forms of … ; elsewhere those of mainland China. */
const BY_COUNTRY: Readonly<Record<string, keyof typeof EAST_ASIAN>> = {
  JP: 'jp',
  KR: 'kr',
  TW: 'tc',
  HK: 'tc',
  MO: 'tc',
};

/** What stands for a character that no font has, such as an emoji. */
const MISSING = '\ufffd';

/**
 * Creates the choice of faces for the texts of one document.
 *
 * @param country whose forms Chinese characters have, unless the text itself says so by kana or hangul
 */
export const facesFor = (country: string | undefined) => {
  const ofCountry = BY_COUNTRY[country ?? ''] ?? 'sc';
  return (text: string): ChooseFace => {
    const families = [WESTERN, ...OTHERS, ...eastAsian(text, ofCountry)];
    return (cluster, weight) => {
      const characters = [...cluster];
      const [first = MISSING] = characters;
      const faces = families.flatMap((family) => faceOf(family, first, weight) ?? []);
      const whole = faces.find(({ font }) => characters.every((one) => draws(font, one)));
      if (whole) return { face: whole, text: cluster };
      const [face] = faces;
      if (face) return { face, text: characters.filter((one) => draws(face.font, one)).join('') };
      return { face: requireFace(weight), text: MISSING };
    };
  };
};

const eastAsian = (text: string, ofCountry: keyof typeof EAST_ASIAN): Family[] => {
  const own = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
    ? 'jp'
    : /\p{Script=Hangul}/u.test(text)
      ? 'kr'
      : undefined;
  const first = EAST_ASIAN[own ?? ofCountry];
  return [first, ...Object.values(EAST_ASIAN).filter((family) => family !== first)];
};

const draws = (font: Font, character: string): boolean => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);

const requireFace = (weight: Weight): Face => {
  const face = faceOf(WESTERN, MISSING, weight);
  if (!face) throw new Error(`${WESTERN.name} has no U+FFFD`);
  return face;
};

/** The face of a family that draws a character. */
const faceOf = (family: Family, character: string, weight: Weight): Face | undefined => {
  const subset = subsetsOf(family).get(character.codePointAt(0) ?? 0);
  if (subset === undefined) return undefined;
  const face = faceNamed(family, subset, family.weights.includes(weight) ? weight : 400);
  return draws(face.font, character) ? face : undefined;
};

const require = createRequire(import.meta.url);
const fileOf = ({ name }: Family, path: string): Buffer => readFileSync(require.resolve(`@fontsource/${name}/${path}`));

/** Returns a function that remembers what it has returned for a key: files are read once in a container. */
const remembered = <Value>() => {
  const values = new Map<string, Value>();
  return (key: string, load: () => Value): Value => {
    const value = values.get(key) ?? load();
    values.set(key, value);
    return value;
  };
};

const rememberedSubsets = remembered<Map<number, string>>();
const rememberedFaces = remembered<Face>();

/** The subset that has a character, by code point. */
const subsetsOf = (family: Family): Map<number, string> =>
  rememberedSubsets(family.name, () => {
    const subsets = new Map<number, string>();
    const ranges: Record<string, string> = JSON.parse(fileOf(family, 'unicode.json').toString('utf8'));
    for (const [subset, list] of Object.entries(ranges)) {
      if (!family.subsets.test(subset)) continue;
      for (const range of list.split(',')) {
        const [from = 0, to = from] = range
          .replace('U+', '')
          .split('-')
          .map((code) => Number.parseInt(code, 16));
        for (let code = from; code <= to; code += 1) subsets.set(code, subset);
      }
    }
    return subsets;
  });

const faceNamed = (family: Family, subset: string, weight: Weight): Face => {
  const name = `${family.name}-${subset.replaceAll(/[[\]]/g, '')}-${weight}`;
  return rememberedFaces(name, () => ({
    name,
    font: pdfFont(create(sfntOf(fileOf(family, `files/${name}-normal.woff`))) as Font, name),
  }));
};

const RIGHT_TO_LEFT = /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Stands for glyphs that are no characters, such as the dots of Arabic letters, in text that is copied from a document. */
const JOINER = 0x200d;

/**
 * Prepares a font for runs of one direction. By itself fontkit would draw Arabic digits from right to left, and pdfkit would take two files
 * of a family for the same.
 */
const pdfFont = (font: Font, name: string): Font =>
  Object.create(font, { postscriptName: { value: name }, layout: { value: layoutOf(font) } });

const layoutOf = (font: Font) => (text: string) => {
  const run = font.layout(text, [], undefined, undefined, isRightToLeft(text) ? 'rtl' : 'ltr');
  for (const glyph of run.glyphs) if (glyph.codePoints.length === 0) glyph.codePoints.push(JOINER);
  return run;
};

/** Whether a run has letters that are written from right to left. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);
