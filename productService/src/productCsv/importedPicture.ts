import * as z from 'zod';
import { Alt } from '../picture/imageRequests.ts';
import { MAX_IMAGES } from '../product/productImage.ts';
import type { RefusedLine } from './importedProduct.ts';

/** A picture that a file names by its address, and where it does. */
export type ImportedPicture = {
  line: number;
  column: string;
  url: string;
  /** What it shows; empty if the file does not say. */
  alt: string;
  /** Its id, in a file of a shop like this one: the picture of a product that has it. */
  id?: string | undefined;
  /** Which of the product's variants in the file show it, counted from 0. */
  shownBy: number[];
  /** Why it cannot be added, if that is known. */
  reason?: string | undefined;
};

const Url = z
  .string()
  .max(2048)
  .refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), 'must be an address that begins with https://');

/** What a file says of a picture, and in which columns. */
type NamedPicture = Pick<ImportedPicture, 'line' | 'column' | 'url' | 'alt' | 'id'> & { altColumn: string };

/** Returns a picture of a file, with the reason if its address or text cannot be that of one. */
export const importedPicture = ({ altColumn, ...named }: NamedPicture): ImportedPicture => {
  const checks = [
    [named.column, Url.safeParse(named.url)],
    [altColumn, Alt.safeParse(named.alt)],
  ] as const;
  const wrong = checks.find(([, { success }]) => !success);
  const picture = { ...named, shownBy: [] };
  return wrong ? { ...picture, column: wrong[0], reason: wrong[1].error?.issues[0]?.message } : picture;
};

/** Returns a product's pictures, of which those beyond the tenth have the reason why they are not added. */
export const tenPictures = (pictures: ImportedPicture[]): ImportedPicture[] =>
  pictures.map((picture, index) =>
    index < MAX_IMAGES ? picture : { reason: `A product has at most ${MAX_IMAGES} images.`, ...picture },
  );

/** Returns what the report of an import says of a picture that is not added. */
export const refusedPicture = ({ line, column }: ImportedPicture, reason: string): RefusedLine => ({
  line,
  reason: `${column}: ${reason}`,
});
