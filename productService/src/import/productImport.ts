import { type ImportedPicture, refusedPicture } from '../productCsv/importedPicture.ts';
import type { RefusedLine } from '../productCsv/importedProduct.ts';

type ImportStatus = 'waiting' | 'running' | 'completed' | 'failed';

/** An import's row. */
export type ProductImport = {
  id: string;
  status: ImportStatus;
  fileName: string;
  /** Whether it only says what it would refuse. */
  dryRun: boolean;
  /** The account of staff that imports: the seller of new products. */
  by: string;
  /** Its address, for the products' rows. */
  email: string;
  locale?: string | undefined;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  /** Seconds since 1970: DynamoDB deletes the row after that. */
  expiresAt: number;
  /** Identifies the uploaded bytes: another file under the same key ends the import. */
  etag?: string;
  /** Lines of the file that have anything on them, without the header. Known once the file was read to its end. */
  rows?: number;
  /** Lines whose products are done. */
  done: number;
  /** Products of the file that are done; once all of them are, and the file names pictures, it goes on with those of each. */
  position: number;
  /** Pictures of the file that its products have. Absent of a file that names none, or where none are fetched. */
  pictures?: number;
  /** Pictures of the file that are neither there nor refused yet. Absent as `pictures` is. */
  picturesLeft?: number;
  /** The position from which the pictures are added: the number of the file's products. */
  picturesFrom?: number;
  /** The first refused lines, and how many there are. */
  refused: RefusedLine[];
  refusedRows: number;
  /** How many runs began since the last product was done. */
  starts: number;
  /** Why it failed. */
  reason?: string;
};

/** The largest file, in bytes. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** How many refused lines are kept, and the length of a reason: a row has at most 400 kB. */
export const MAX_REFUSED = 500;
const MAX_REASON = 200;

/** How long an import's row is kept, in seconds: a month. */
export const KEPT_SECONDS = 30 * 24 * 3600;

/** Returns refused lines as they are kept. */
export const keptRefusals = (refused: RefusedLine[]): RefusedLine[] =>
  refused.map(({ line, reason }) => ({
    line,
    reason: reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON - 1).toWellFormed()}…` : reason,
  }));

/**
 * Returns what an import records of a file that names pictures. Where none are fetched, one line of the report says so for all: not of a
 * file of our own, whose products have them already.
 */
export const picturesOf = (first: ImportedPicture, named: number, areFetched: boolean): Partial<ProductImport> => {
  if (areFetched) return { pictures: 0, picturesLeft: named };
  if (first.id !== undefined) return {};
  return { refused: [refusedPicture(first, 'This shop fetches no pictures: add them by hand.')], refusedRows: 1 };
};

/** Returns whether an import has ended. */
export const isOver = ({ status }: Pick<ProductImport, 'status'>): boolean =>
  status === 'completed' || status === 'failed';

/** Returns an import as the API shows it. */
export const importView = (row: ProductImport) => ({
  ...{ id: row.id, status: row.status, fileName: row.fileName, dryRun: row.dryRun, createdAt: row.createdAt },
  ...{ rows: row.rows ?? 0, done: row.done, refused: row.refused, refusedRows: row.refusedRows, reason: row.reason },
  pictures: row.pictures,
  picturesLeft: row.picturesLeft,
});
