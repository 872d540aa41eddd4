import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { shop } from '../shop.ts';

export type ProductImport = Schemas['products']['Import'];

const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** Returns why the shop would not take a file, if it would not. */
export const whyNotImported = ({ name, size }: File): 'type' | 'size' | undefined =>
  !/\.(csv|txt)$/i.test(name) ? 'type' : size > MAX_FILE_BYTES ? 'size' : undefined;

/** Has a file imported, or only checked. Returns the import's id as soon as the file is there; then it goes on by itself. */
export const beginImport = async (file: File, dryRun: boolean): Promise<string> => {
  const fileName = file.name.slice(-100);
  const { id, uploadUrl } = await unwrap(
    shop.products.POST('/imports', { body: { fileName, fileType: 'text/csv', dryRun } }),
  );
  const headers = { 'content-type': 'text/csv' };
  const { ok, status } = await fetch(uploadUrl, { method: 'PUT', body: new Blob([file]), headers });
  if (!ok) throw new Error(`The upload failed with status ${status}.`);
  return id;
};

/** Returns whether an import has ended. */
export const isOver = ({ status }: Pick<ProductImport, 'status'>): boolean =>
  status === 'completed' || status === 'failed';

const POLL_MS = 2000;
const POLLS = 150;

/** Reads all products as a file, once it is written. @throws ShopError EXPORT_NOT_READY if that takes more than five minutes */
export const readExport = async (): Promise<Blob> => {
  for (let poll = 1; ; poll += 1) {
    try {
      return (await unwrap(shop.products.GET('/exports/products.csv', { parseAs: 'blob' }))) as unknown as Blob;
    } catch (error) {
      const isWritten = error instanceof ShopError && error.code === 'EXPORT_NOT_READY';
      if (!isWritten || poll === POLLS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** Saves a file as a browser does after a click on a link. */
export const saveFile = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
