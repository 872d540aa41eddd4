import createBidi from 'bidi-js';
import LineBreaker from 'linebreak';
import { type ChooseFace, type Face, isRightToLeft, type Weight } from './fonts.ts';

/** Its types describe another form of the module than the one that is loaded. */
const bidi = (createBidi as unknown as typeof createBidi.default)();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Characters that are not drawn, but for the two by which languages join letters or keep them apart. */
const INVISIBLE = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;

/** Text of one face and direction, as it is drawn. */
type Run = {
  text: string;
  face: Face;
  /** In units of the font size. */
  width: number;
};

/** A line: its runs from left to right, as they are seen. */
export type Line = { runs: Run[]; width: number };

/** What cannot be separated: a letter with its marks. `level`: of the Unicode bidirectional algorithm; odd is from right to left. */
type Cluster = { text: string; face: Face; level: number };

/**
 * Breaks a text into lines and puts each into the order in which it is seen, by the rules of Unicode. The text itself says in which
 * direction it is read; controls of direction in it have no effect.
 *
 * @param width of a line, in units of the font size
 * @returns one line at least
 */
export const textLines = (text: string, choose: ChooseFace, weight: Weight, width: number): Line[] => {
  const clusters = clustersOf(text, choose, weight);
  return brokenUp(clusters, width).map((line) => {
    const runs = inVisualOrder(line);
    return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
  });
};

/** Returns what of a text is drawn as one glyph each: letters with their marks. */
export const clustersIn = (text: string): string[] => {
  const plain = text
    .replaceAll(INVISIBLE, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return [...graphemes.segment(plain)].map(({ segment }) => segment);
};

const clustersOf = (text: string, choose: ChooseFace, weight: Weight): Cluster[] => {
  const drawn = clustersIn(text).map((cluster) => choose(cluster, weight));
  const { levels } = bidi.getEmbeddingLevels(drawn.map((one) => one.text).join(''), 'auto');
  let position = 0;
  return drawn.map((one) => {
    const level = levels[position] ?? 0;
    position += one.text.length;
    return { ...one, level };
  });
};

/** Fills lines with what may not be broken; what does not fit into any line is broken anywhere. */
const brokenUp = (clusters: Cluster[], width: number): Cluster[][] => {
  const lines: Cluster[][] = [[]];
  let used = 0;
  for (const word of wordsOf(clusters).flatMap((one) => (widthOf(trimmed(one)) > width ? pieces(one, width) : [one]))) {
    const line = lines.at(-1) ?? [];
    const isFull = line.length > 0 && used + widthOf(trimmed(word)) > width;
    if (isFull) lines.push(word);
    else line.push(...word);
    used = widthOf(word) + (isFull ? 0 : used);
  }
  return lines.map(trimmed);
};

/** Splits a text where a line may end. */
const wordsOf = (clusters: Cluster[]): Cluster[][] => {
  const breaker = new LineBreaker(clusters.map(({ text }) => text).join(''));
  const words: Cluster[][] = [];
  let [next, position, end] = [0, 0, 0];
  for (let found = breaker.nextBreak(); found; found = breaker.nextBreak()) {
    while (end < clusters.length && position < found.position) {
      position += clusters[end]?.text.length ?? 0;
      end += 1;
    }
    words.push(clusters.slice(next, end));
    next = end;
  }
  return words;
};

const pieces = (clusters: Cluster[], width: number): Cluster[][] => {
  const found: Cluster[][] = [];
  let used = width;
  for (const cluster of clusters) {
    used += widthOf([cluster]);
    if (used > width) {
      found.push([]);
      used = widthOf([cluster]);
    }
    found.at(-1)?.push(cluster);
  }
  return found;
};

/** Without spaces at its end. */
const trimmed = (line: Cluster[]): Cluster[] => line.slice(0, line.findLastIndex(({ text }) => text !== ' ') + 1);

/** Text next to each other with the same face and level. */
const groupsOf = (line: Cluster[]): Cluster[][] => {
  const groups: Cluster[][] = [];
  for (const cluster of line) {
    const group = groups.at(-1);
    if (group && group[0]?.face === cluster.face && group[0].level === cluster.level) group.push(cluster);
    else groups.push([cluster]);
  }
  return groups;
};

const widthOf = (line: Cluster[]): number =>
  groupsOf(line).reduce((sum, group) => sum + measured(group.map(({ text }) => text).join(''), group[0]?.face), 0);

const measured = (text: string, face: Face | undefined): number =>
  face ? face.font.layout(text).advanceWidth / face.font.unitsPerEm : 0;

/** Reverses everything from the highest level down to the lowest odd one: rule L2 of the algorithm. */
const inVisualOrder = (line: Cluster[]): Run[] => {
  const groups = groupsOf(line).map((clusters) => ({ clusters, level: clusters[0]?.level ?? 0 }));
  for (let level = Math.max(0, ...groups.map((group) => group.level)); level > 0; level -= 1) {
    for (let start = 0; start < groups.length; start += 1) {
      if ((groups[start]?.level ?? 0) < level) continue;
      let end = start;
      while ((groups[end]?.level ?? 0) >= level) end += 1;
      groups.splice(start, end - start, ...groups.slice(start, end).reverse());
      start = end;
    }
  }
  return groups.flatMap(({ clusters, level }) => runOf(clusters, level % 2 === 1));
};

/** Brackets turn round, and what has no letters of its own is reversed here; fontkit reverses letters as it joins them. */
const runOf = (clusters: Cluster[], isReversed: boolean): Run[] => {
  const [first] = clusters;
  if (!first) return [];
  const texts = clusters.map(({ text }) => (isReversed ? (bidi.getMirroredCharacter(text) ?? text) : text));
  const joined = texts.join('');
  const text = isReversed && !isRightToLeft(joined) ? texts.reverse().join('') : joined;
  return [{ text, face: first.face, width: measured(text, first.face) }];
};
