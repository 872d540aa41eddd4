import { DomainError } from '@ecommerce/shared/errors.ts';
import type { AccountingDocument } from '../order/accountingDocument.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { readDocumentFile, storeDocumentFile } from './documentFileStore.ts';
import { readDocument } from './documentStore.ts';
import { renderDocument } from './renderDocument.ts';

/**
 * Returns a document of an order as PDF. It is rendered from its row when it is asked for the first time, and stored: a crash in between, or a
 * file that was lost, leaves nothing to repair.
 *
 * @param number of the document; absent for the invoice
 * @throws DomainError INVOICE_NOT_ISSUED while the order has no invoice; NOT_FOUND if it has no such document
 */
export const documentFile = async (order: StoredOrder, number: string | undefined) => {
  const document = findDocument(order, number);
  const name = `${document.number}.pdf`;
  const key = `documents/${name}`;
  const stored = await readDocumentFile(key);
  const bytes = stored ?? (await storeDocumentFile(key, await renderDocument(await readDocument(document))));
  return { name, type: 'application/pdf', bytes };
};

const findDocument = ({ documents = [] }: StoredOrder, number: string | undefined): AccountingDocument => {
  const found = documents.find((one) => (number === undefined ? one.kind === 'invoice' : one.number === number));
  if (found) return found;
  throw number === undefined
    ? new DomainError(
        'INVOICE_NOT_ISSUED',
        'The order has no invoice: it gets one soon after it is paid through the shop.',
      )
    : new DomainError('NOT_FOUND', 'The order has no such document.');
};
