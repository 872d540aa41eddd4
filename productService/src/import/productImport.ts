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
  /** Products of the file that are done. */
  position: number;
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

/** Returns whether an import has ended. */
export const isOver = ({ status }: Pick<ProductImport, 'status'>): boolean =>
  status === 'completed' || status === 'failed';

/** Returns an import as the API shows it. */
export const importView = (row: ProductImport) => ({
  ...{ id: row.id, status: row.status, fileName: row.fileName, dryRun: row.dryRun, createdAt: row.createdAt },
  ...{ rows: row.rows ?? 0, done: row.done, refused: row.refused, refusedRows: row.refusedRows, reason: row.reason },
});
