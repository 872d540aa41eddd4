import PDFDocument from 'pdfkit';
import { facesFor, type Weight } from './fonts.ts';
import { clustersIn, type Line, textLines } from './textLines.ts';

/** A4, in points. */
const PAGE = { width: 595.28, height: 841.89, margin: 50 };
const LINE_HEIGHT = 1.4;
/** From the top of a line to the feet of its letters, in units of the font size. */
const BASELINE = 1.05;

/** The width between the margins. */
export const FULL_WIDTH = PAGE.width - 2 * PAGE.margin;

/** A number with each digit, for loading the faces of page numbers. */
const ALL_DIGITS = 1_234_567_890;

const BOTTOM = PAGE.height - PAGE.margin - 20;

/** A text and how it is drawn. `left` counts from the margin at which lines begin: the right one where text runs from right to left. */
export type TextBlock = {
  text: string;
  left?: number;
  width?: number;
  size?: number;
  weight?: Weight;
  align?: 'start' | 'end';
  colour?: string;
};

/** A column of a table. */
export type Column = { label: string; width: number; align?: 'start' | 'end' };

export type Sheet = {
  /** Draws groups of texts beside each other. */
  columns(groups: TextBlock[][]): void;
  /** Draws a table; its head is repeated on each page. */
  table(columns: Column[], rows: string[][]): void;
  /** Leaves space. */
  skip(height: number): void;
  /** Begins a new page unless so much fits on this one. */
  keepTogether(height: number): void;
  /** Draws everything and ends the document. */
  finish(footer: (page: number, pages: number) => string): Promise<Buffer>;
};

/** What all pages of a document share. `country`: see `facesFor`. `createdAt`: the same data and time make the same bytes. */
export type SheetOptions = {
  title: string;
  author: string;
  language: string;
  direction: 'ltr' | 'rtl';
  country: string | undefined;
  createdAt: Date;
};

/** Begins a PDF document. Only the parts of fonts that it uses are embedded. */
export const createSheet = ({ title, author, language, direction, country, createdAt }: SheetOptions): Sheet => {
  const doc = new PDFDocument({
    ...{
      size: [PAGE.width, PAGE.height],
      margin: 0,
      bufferPages: true,
      font: '',

      lang: language,
      displayTitle: true,
    },
    info: { Title: title, Author: author, Creator: author, CreationDate: createdAt },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  const faces = facesFor(country);
  let y = PAGE.margin;

  const waiting: { blocks: TextBlock[]; run: () => void }[] = [];
  /** Draws texts as soon as their faces are loaded. */
  const later = (blocks: TextBlock[], run: () => void) => void waiting.push({ blocks, run });
  const loadFaces = async (blocks: TextBlock[]) => {
    for (const { text, weight = 400 } of blocks) await faces.load(text, clustersIn(text), weight);
  };

  const linesOf = new WeakMap<TextBlock, Line[]>();
  const layOut = (block: TextBlock): Line[] => {
    const { text, width = FULL_WIDTH, size = 9, weight = 400 } = block;
    const lines = linesOf.get(block) ?? textLines(text, faces.chooseIn(text), weight, width / size);
    linesOf.set(block, lines);
    return lines;
  };
  const heightOf = (block: TextBlock): number => layOut(block).length * (block.size ?? 9) * LINE_HEIGHT;

  const drawLine = ({ runs, width }: Line, block: TextBlock, top: number) => {
    const { left = 0, size = 9, align = 'start', colour = '#000000' } = block;
    const free = (block.width ?? FULL_WIDTH) - width * size;
    const beginsLeft = (direction === 'ltr') === (align === 'start');
    const box = direction === 'ltr' ? left : FULL_WIDTH - left - (block.width ?? FULL_WIDTH);
    let x = PAGE.margin + box + (beginsLeft ? 0 : free);
    for (const { text, face, ...run } of runs) {
      const textWidth = run.width * size;
      doc.registerFont(face.name, face.font as unknown as Buffer); // pdfkit takes an object of fontkit, too
      doc.font(face.name).fontSize(size).fillColor(colour);
      const style = { lineBreak: false, baseline: 'alphabetic', features: [], textWidth, wordCount: 1 } as const;
      doc.text(text, x, top + BASELINE * size, { ...style, features: [] });
      x += textWidth;
    }
  };

  /** Draws a text at a height and returns where it ends. */
  const draw = (block: TextBlock, top: number): number => {
    const height = (block.size ?? 9) * LINE_HEIGHT;
    const lines = layOut(block);
    for (const [index, line] of lines.entries()) drawLine(line, block, top + index * height);
    return top + lines.length * height;
  };

  const nextPage = () => {
    doc.addPage();
    y = PAGE.margin;
  };

  const rule = (top: number, colour: string) => {
    doc
      .moveTo(PAGE.margin, top)
      .lineTo(PAGE.width - PAGE.margin, top)
      .lineWidth(0.5)
      .strokeColor(colour)
      .stroke();
  };

  const keepTogether = (height: number) => {
    if (y + height > BOTTOM && y > PAGE.margin) nextPage();
  };

  const drawCells = (cells: TextBlock[]) => {
    y = Math.max(...cells.map((cell) => draw(cell, y)));
  };

  const cellsOf = (columns: Column[], texts: string[], style: Partial<TextBlock>): TextBlock[] => {
    let left = 0;
    return columns.map(({ width, align = 'start' }, index) => {
      const gap = index < columns.length - 1 ? 8 : 0;
      const cell = { text: texts[index] ?? '', left, width: width - gap, align, ...style };
      left += width;
      return cell;
    });
  };

  const headOf = (columns: Column[]): TextBlock[] =>
    cellsOf(
      columns,
      columns.map(({ label }) => label),
      { weight: 700, size: 8 },
    );

  const drawTable = (head: TextBlock[], rows: TextBlock[][]) => {
    const drawHead = () => {
      drawCells(head);
      rule(y + 2, '#000000');
      y += 5;
    };
    const headHeight = Math.max(...head.map(heightOf)) + 5;
    for (const [index, cells] of rows.entries()) {
      const height = Math.max(...cells.map(heightOf)) + 4;
      if (index === 0) keepTogether(headHeight + height);
      const isFull = y + height > BOTTOM;
      if (isFull) nextPage();
      if (isFull || index === 0) drawHead();
      drawCells(cells);
      rule(y + 1, '#cccccc');
      y += 4;
    }
  };

  const footerBlock = (text: string): TextBlock => ({ text, size: 8, colour: '#555555' });

  const finish = async (footer: (page: number, pages: number) => string): Promise<Buffer> => {
    await loadFaces([...waiting.flatMap(({ blocks }) => blocks), footerBlock(footer(ALL_DIGITS, ALL_DIGITS))]);
    for (const { run } of waiting) run();
    const { count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      doc.switchToPage(page);
      draw(footerBlock(footer(page + 1, count)), PAGE.height - PAGE.margin);
    }
    doc.end();
    return ended;
  };

  return {
    columns: (groups) =>
      later(groups.flat(), () => {
        const top = y;
        y = Math.max(...groups.map((blocks) => blocks.reduce((end, block) => draw(block, end), top)));
      }),
    table: (columns, rows) => {
      const head = headOf(columns);
      const body = rows.map((row) => cellsOf(columns, row, {}));
      later([...head, ...body.flat()], () => drawTable(head, body));
    },
    skip: (height) =>
      later([], () => {
        y += height;
      }),
    keepTogether: (height) => later([], () => keepTogether(height)),
    finish,
  };
};
