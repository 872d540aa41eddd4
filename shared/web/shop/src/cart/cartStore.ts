import { createKept, isRecord } from '../storage.ts';

/** Units of a product or, where it has options, of its variant; the name is for messages about it. */
export type Line = { id: string; variantId?: string; qty: number; name?: string };

/** Tells the lines of a cart apart: the id of the variant. A product's first variant has the product's id. */
export const lineKey = ({ id, variantId }: { id: string; variantId?: string | undefined }): string => variantId ?? id;

/** Returns a line as requests name it. */
export const lineOf = ({ id, variantId, qty }: { id: string; variantId?: string | undefined; qty: number }) => ({
  id,
  ...(variantId !== undefined && { variantId }),
  qty,
});

/** Lines on their way to the cart of an account. The key makes sure that they arrive once, however often they are sent. */
export type Batch = { key: string; items: Line[] };

/** What this browser has of a cart: that of a guest, and what an account's cart has not confirmed yet. */
export type LocalCart = { items: Line[]; batches: Batch[] };

/** As many lines as a cart of an account holds. */
const MAX_LINES = 40;

const isLine = (value: unknown): value is Line =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  (value.variantId === undefined || typeof value.variantId === 'string') &&
  Number.isSafeInteger(value.qty) &&
  Number(value.qty) > 0;

const linesOf = (value: unknown): Line[] => (Array.isArray(value) ? value.filter(isLine).slice(0, MAX_LINES) : []);

const isBatch = (value: unknown): value is Batch =>
  isRecord(value) && typeof value.key === 'string' && linesOf(value.items).length > 0;

export const localCart = createKept<LocalCart>('shop.cart', (stored) => ({
  items: isRecord(stored) ? linesOf(stored.items) : [],
  batches: isRecord(stored) && Array.isArray(stored.batches) ? stored.batches.filter(isBatch) : [],
}));

/** Returns lines with one more; units of the same variant are added. `undefined` if the cart is full. */
export const withLine = (lines: readonly Line[], line: Line): Line[] | undefined => {
  const isSame = (present: Line) => lineKey(present) === lineKey(line);
  if (lines.some(isSame)) {
    return lines.map((present) => (isSame(present) ? { ...line, qty: present.qty + line.qty } : present));
  }
  return lines.length < MAX_LINES ? [...lines, line] : undefined;
};

export const countOf = (lines: readonly { qty: number }[]): number => lines.reduce((sum, { qty }) => sum + qty, 0);
