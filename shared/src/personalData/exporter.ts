import type { Page, PageRequest } from '../dynamodb.ts';
import { eventHandler } from '../eventHandler.ts';
import { type ExportPage, ExportRequest } from './exportFunctions.ts';

/** Reads a page of what a service holds about an account. */
type ReadSection = (userId: string, page: PageRequest) => Promise<Page<object>>;

/** The parts of an export, by name, in the order in which they are exported. */
export type ExportSections = Readonly<Record<string, ReadSection>>;

/** The most records of a page. */
const PAGE = 50;

/** The most bytes of a page, unless a single record has more. Lambda returns 6 MB at most. */
const MAX_BYTES = 5_000_000;

/** Separates a section from the cursor in it. */
const SEPARATOR = ':';

/**
 * Returns a page of an export.
 *
 * @param position from the page before; absent for the first one
 * @throws Error for a position of another export
 */
export const exportPage = async (
  sections: ExportSections,
  { userId, position }: { userId: string; position?: string | undefined },
): Promise<ExportPage> => {
  const names = Object.keys(sections);
  const [section = '', ...cursor] = (position ?? names[0] ?? '').split(SEPARATOR);
  const read = sections[section];
  if (!read) throw new Error('The position is not one of this export');
  const at = cursor.length > 0 ? cursor.join(SEPARATOR) : undefined;
  const { items, nextCursor } = await readWithin(MAX_BYTES, (limit) => read(userId, { limit, cursor: at }));
  const next = nextCursor === undefined ? names[names.indexOf(section) + 1] : section + SEPARATOR + nextCursor;
  return { section, records: items as ExportPage['records'], ...(next === undefined ? {} : { next }) };
};

/** Reads fewer records at a time until they fit. */
const readWithin = async (
  maxBytes: number,
  read: (limit: number) => Promise<Page<object>>,
  limit = PAGE,
): Promise<Page<object>> => {
  const page = await read(limit);
  if (limit === 1 || Buffer.byteLength(JSON.stringify(page.items)) <= maxBytes) return page;
  return readWithin(maxBytes, read, Math.ceil(limit / 4));
};

/** Creates the function `exportPersonalData` of a service. */
export const exportHandler = (sections: ExportSections) =>
  eventHandler(
    async (event: unknown) => exportPage(sections, ExportRequest.parse(event)),
    (event) => ExportRequest.safeParse(event).data?.correlationId,
  );
