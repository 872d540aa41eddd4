/** Longest line of prose, in characters. A longer sentence continues on the next line. */
const LONGEST_LINE = 200;

/**
 * Formats a Markdown page with one sentence per line, so that a changed sentence is a changed line. Headings, tables, code, quotations
 * and HTML stay as they are, and so do the line breaks of a sentence that is too long for one line.
 */
export const sentencePerLine = (page: string): string => {
  const lines = page.split('\n');
  const isCode = codeLines(lines);
  const output: string[] = [];
  for (let start = 0; start < lines.length; ) {
    const end = isCode[start] ? start + 1 : paragraphEnd(lines, isCode, start);
    const block = lines.slice(start, end);
    output.push(...(isCode[start] || !isProse(block[0] ?? '') ? block : formatParagraph(block)));
    start = end;
  }
  return output.join('\n');
};

/** Marks the lines that belong to front matter or to fenced code. */
const codeLines = (lines: string[]): boolean[] => {
  let fence: string | undefined = lines[0] === '---' ? '---' : undefined;
  return lines.map((line, index) => {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (fence === undefined) {
      fence = mark;
      return mark !== undefined;
    }
    if (index > 0 && (fence === '---' ? line === '---' : mark === fence)) fence = undefined;
    return true;
  });
};

const LIST_MARKER = /^\s*([-*+]|\d+[.)])\s+(\[[ x]\]\s+)?/;

const isProse = (line: string): boolean => !/^\s*($|#|\||>|<|---$|\[[^\]]+\]: )/.test(line);

/** Returns the index of the line after a paragraph or list item. */
const paragraphEnd = (lines: string[], isCode: boolean[], start: number): number => {
  if (!isProse(lines[start] ?? '')) return start + 1;
  const end = lines.findIndex(
    (line, index) => index > start && (isCode[index] || !isProse(line) || LIST_MARKER.test(line)),
  );
  return end < 0 ? lines.length : end;
};

const formatParagraph = (lines: string[]): string[] => {
  if (lines.some((line) => /( {2}|\\|<br>)$/.test(line))) return lines; // broken on purpose
  const first = lines[0] ?? '';
  const prefix = LIST_MARKER.exec(first)?.[0] ?? /^\s*/.exec(first)?.[0] ?? '';
  const indent = ' '.repeat(prefix.length);
  const texts = [first.slice(prefix.length), ...lines.slice(1)].map((line) => line.trim());
  const width = LONGEST_LINE - prefix.length;
  const formatted = endedParts(texts).flatMap((part) =>
    sentencesOf(part.join(' ')).flatMap((sentence) => fit(sentence, part, width)),
  );
  return formatted.map((line, index) => (index === 0 ? prefix : indent) + line);
};

/** Splits lines after each one that ends a sentence or introduces what follows: the author's break stays there. */
const endedParts = (texts: string[]): string[][] => {
  const parts: string[][] = [];
  for (const text of texts) {
    const last = parts.at(-1);
    if (last && !/[.!?:]["”’)*_]*$/.test(last.at(-1) ?? '')) last.push(text);
    else parts.push([text]);
  }
  return parts;
};

/** Breaks a sentence into lines: one if it fits, else the author's own, else at the maximum width. */
const fit = (sentence: string, texts: string[], width: number): string[] => {
  if (sentence.length <= width) return [sentence];
  const own = ownLines(sentence, texts);
  return own.every(({ length }) => length <= width) ? own : wrap(sentence, width);
};

/** Returns the lines into which the author has broken a sentence. */
const ownLines = (sentence: string, texts: string[]): string[] => {
  const start = texts.join(' ').indexOf(sentence);
  const lines: string[] = [];
  let from = 0;
  let position = -start;
  for (const text of texts) {
    position += text.length + 1;
    if (position <= 0) continue;
    lines.push(sentence.slice(from, position).trim());
    from = position;
  }
  return lines.filter((line) => line !== '');
};

const wrap = (sentence: string, width: number): string[] => {
  if (sentence.length <= width) return [sentence];
  const masked = mask(sentence).slice(0, width + 1);
  const clause = Math.max(...[', ', '; ', ': '].map((end) => masked.lastIndexOf(end) + 1));
  const at = clause > width / 2 ? clause : masked.lastIndexOf(' ');
  if (at <= 0) return [sentence];
  return [sentence.slice(0, at), ...wrap(sentence.slice(at + 1), width)];
};

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const sentencesOf = (text: string): string[] => {
  const sentences: string[] = [];
  let from = 0;
  for (const { index, segment } of segmenter.segment(mask(text))) {
    const isLast = index + segment.length === text.length;
    // A mark that opens emphasis belongs to the sentence after it
    const end = isLast ? text.length : text.lastIndexOf(' ', index + segment.length - 1) + 1;
    const piece = text.slice(from, end).trim();
    from = end;
    if (sentences.length === 0 || canStartLine(piece)) sentences.push(piece);
    else sentences.push(`${sentences.pop()} ${piece}`);
  }
  return sentences;
};

/** Whether both Markdown and a reader take a line for the beginning of a sentence. */
const canStartLine = (text: string): boolean => /\p{L}/u.test(text) && !LIST_MARKER.test(text) && isProse(text);

/** Abbreviations that end with a full stop inside a sentence. */
const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|cf|no|approx)\.(?= )/gi;

/**
 * Returns a text of the same length in which only real ends of sentences look like one: code and addresses become letters, emphasis is
 * blanked.
 */
const mask = (text: string): string =>
  text
    .replaceAll(/`[^`]*`/g, (code) => `C${'x'.repeat(code.length - 1)}`)
    .replaceAll(/\[[^\]]*(?=\]\()/g, (text) => text.replaceAll(' ', '\u00a0')) // not to be broken
    .replaceAll(/\]\([^)]*\)/g, (address) => 'x'.repeat(address.length))
    .replaceAll(/<[^>\s]*>/g, (address) => `C${'x'.repeat(address.length - 1)}`)
    .replaceAll(/\*|(?<!\w)_|_(?!\w)/g, '\u2060')
    .replaceAll(ABBREVIATION, (abbreviation) => abbreviation.replaceAll('.', '\u2060'));
