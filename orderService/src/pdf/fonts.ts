import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import subsetFont from 'subset-font';

/** A file of a font: the glyphs of some characters, in one weight. */
export type Face = {
  /** Its name in documents, unique among faces. */
  name: string;
  font: Font;
};

export type Weight = 400 | 700;

/** Returns the face for a text that is drawn as one glyph (a letter with its marks), and what of it the face can draw. */
export type ChooseFace = (cluster: string, weight: Weight) => Choice;

type Choice = { face: Face; text: string };

/** The choice of faces for the texts of one document. */
export type Faces = {
  /** Loads the faces for a text, whose clusters are given. */
  load(text: string, clusters: readonly string[], weight: Weight): Promise<void>;
  /** Returns the choice within a text that was loaded. */
  chooseIn(text: string): ChooseFace;
};

/** Fonts of the package `@fontsource-variable/{name}`: `subsets` are those of its files that are used. */
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
export const facesFor = (country: string | undefined): Faces => {
  const ofCountry = BY_COUNTRY[country ?? ''] ?? 'sc';
  const chosen = new Map<string, Choice>();
  const keyOf = (families: readonly Family[], cluster: string, weight: Weight): string =>
    [...families.map(({ name }) => name), weight, cluster].join(' ');
  const familiesFor = (text: string) => [WESTERN, ...OTHERS, ...eastAsian(text, ofCountry)];
  return {
    load: async (text, clusters, weight) => {
      const families = familiesFor(text);
      for (const cluster of clusters) {
        const key = keyOf(families, cluster, weight);
        if (!chosen.has(key)) chosen.set(key, await choiceFor(families, cluster, weight));
      }
    },
    chooseIn: (text) => {
      const families = familiesFor(text);
      return (cluster, weight) => {
        const choice = chosen.get(keyOf(families, cluster, weight));
        if (!choice) throw new Error('The faces for a text were not loaded');
        return choice;
      };
    },
  };
};

/** The first face that draws a whole cluster, or else the first that draws its letter. */
const choiceFor = async (families: readonly Family[], cluster: string, weight: Weight): Promise<Choice> => {
  const characters = [...cluster];
  const [first = MISSING] = characters;
  let inPart: Face | undefined;
  for (const family of families) {
    const face = await faceOf(family, first, weight);
    if (face && characters.every((one) => draws(face.font, one))) return { face, text: cluster };
    inPart ??= face;
  }
  if (!inPart) return { face: await requireFace(weight), text: MISSING };
  const { font } = inPart;
  return { face: inPart, text: characters.filter((one) => draws(font, one)).join('') };
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

const requireFace = async (weight: Weight): Promise<Face> => {
  const face = await faceOf(WESTERN, MISSING, weight);
  if (!face) throw new Error(`${WESTERN.name} has no U+FFFD`);
  return face;
};

/** The face of a family that draws a character. */
const faceOf = async (family: Family, character: string, weight: Weight): Promise<Face | undefined> => {
  const subset = subsetsOf(family).get(character.codePointAt(0) ?? 0);
  if (subset === undefined) return undefined;
  const face = await faceIn(family, subset, family.weights.includes(weight) ? weight : 400);
  return draws(face.font, character) ? face : undefined;
};

const require = createRequire(import.meta.url);
const fileOf = ({ name }: Family, path: string): Buffer =>
  readFileSync(require.resolve(`@fontsource-variable/${name}/${path}`));

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
const rememberedFaces = remembered<Promise<Face>>();

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

/** Loads the face of a variable font in one weight: fontkit can embed parts of it only in this form. */
const faceIn = (family: Family, subset: string, weight: Weight): Promise<Face> => {
  const file = `${family.name}-${subset.replaceAll(/[[\]]/g, '')}`;
  const name = `${file}-${weight}`;
  return rememberedFaces(name, async () => {
    const options = { keepAllGlyphs: true, targetFormat: 'truetype', variationAxes: { wght: weight } } as const;
    const font = await subsetFont(fileOf(family, `files/${file}-wght-normal.woff2`), '', options);
    return { name, font: pdfFont(create(font) as Font, name) };
  });
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
  // A copy: fontkit keeps its glyphs, and would hide one with this character the next time.
  run.glyphs = run.glyphs.map((glyph) =>
    glyph.codePoints.length > 0 ? glyph : Object.create(glyph, { codePoints: { value: [JOINER] } }),
  );
  return run;
};

/** Whether a run has letters that are written from right to left. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);
