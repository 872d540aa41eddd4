import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { persistently, RequestError } from './seed/persistence.ts';
import { type Shop, sendAsSeller } from './seed/sellerApi.ts';

/** An import as `GET /imports/{id}` returns it. */
export type ImportView = {
  id: string;
  status: 'waiting' | 'running' | 'completed' | 'failed';
  rows: number;
  done: number;
  refused: { line: number; reason: string }[];
  refusedRows: number;
  pictures?: number;
  picturesLeft?: number;
  reason?: string;
};

/** A file with products. */
export type ProductFile = { fileName: string; bytes: Uint8Array<ArrayBuffer>; dryRun: boolean };

const POLL_MS = 500;

/** Has a file imported, and returns the import's id as soon as the file is there. Then the import goes on by itself. */
export const beginImport = async (shop: Shop, { fileName, bytes, dryRun }: ProductFile): Promise<string> => {
  const made = await sendAsSeller<{ id: string; uploadUrl: string }>(shop, `${shop.platform.product}/imports`, {
    body: { fileName, fileType: 'text/csv', dryRun },
    headers: { 'idempotency-key': randomUUID() },
  });
  if (made.status !== 201) throw new RequestError(`POST /imports: ${made.status} ${JSON.stringify(made.body)}`);
  const { id, uploadUrl } = made.body;
  const headers = { 'content-type': 'text/csv' };
  const put = async (signal: AbortSignal) => {
    const response = await fetch(uploadUrl, { method: 'PUT', body: bytes, headers, signal });
    return { status: response.status, refusal: await response.text() };
  };
  const { status, refusal } = await persistently('upload', put, shop.stop, UPLOAD);
  if (status !== 200) throw new RequestError(`upload: ${status} ${refusal}`);
  return id;
};

/** 50 MB over a slow line. */
const UPLOAD = { attempts: 4, firstWait: 500, longestWait: 8000, requestSeconds: 1500 };

/** Waits for the end of an import. @param show is called with each state of it */
export const watchImport = async (shop: Shop, id: string, show: (view: ImportView) => void): Promise<ImportView> => {
  for (;;) {
    const { status, body } = await sendAsSeller<ImportView>(shop, `${shop.platform.product}/imports/${id}`);
    if (status !== 200) throw new RequestError(`GET /imports/${id}: ${status} ${JSON.stringify(body)}`);
    show(body);
    if (body.status === 'completed' || body.status === 'failed') return body;
    await sleep(POLL_MS, undefined, { signal: shop.stop });
  }
};
