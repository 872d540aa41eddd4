import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A piece of text and where it stands, in points from the left edge of its page. */
type Piece = { text: string; left: number; right: number; endsLine: boolean };

const piecesOf = async (pdf: Uint8Array): Promise<Piece[][]> => {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  return Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const { items } = await (await document.getPage(index + 1)).getTextContent();
      return items.flatMap((item) => {
        if (!('str' in item)) return [];
        const left = Number(item.transform[4]);
        return [{ text: item.str, left, right: left + item.width, endsLine: item.hasEOL }];
      });
    }),
  );
};

/** Extracts the text of each page of a PDF, in the order in which it was drawn, spaces collapsed. */
export const pagesOf = async (pdf: Uint8Array): Promise<string[]> =>
  (await piecesOf(pdf)).map((pieces) =>
    pieces
      .map(({ text, endsLine }) => `${text}${endsLine ? ' ' : ''}`)
      .join('')
      .replaceAll(/\s+/g, ' '),
  );

/** Extracts the text of a PDF. */
export const textOf = async (pdf: Uint8Array): Promise<string> => (await pagesOf(pdf)).join(' ');

/** Extracts the pieces of text of a PDF with their places. */
export const positionsOf = async (pdf: Uint8Array): Promise<Piece[]> => (await piecesOf(pdf)).flat();
