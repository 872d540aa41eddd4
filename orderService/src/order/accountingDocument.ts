import { toDecimal } from '@ecommerce/shared/money.ts';
import type { Payment } from './payment.ts';

export const DOCUMENT_KINDS = ['invoice', 'creditNote'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** An invoice, or the credit note of a refund. */
export type AccountingDocument = {
  kind: DocumentKind;
  /** `INV-2026-000123`, `CN-2026-000007`: without gaps within a year. */
  number: string;
  /** ISO 8601. */
  issuedAt: string;
  /** Integer minor units. */
  amount: number;
  /** The refund that a credit note is for. */
  refundKey?: string;
};

/** A document that an order still lacks. */
export type DueDocument = Omit<AccountingDocument, 'number' | 'issuedAt'>;

/**
 * Returns the documents that an order still lacks: an invoice once it was paid in time, and a credit note for each refund that succeeded. Money
 * that arrived too late bought nothing, so neither it nor its refund has a document.
 */
export const dueDocuments = ({
  payment,
  documents = [],
}: {
  payment?: Payment;
  documents?: AccountingDocument[];
}): DueDocument[] => {
  if (payment?.paidAt === undefined) return [];
  const isInvoiced = documents.some(({ kind }) => kind === 'invoice');
  const isCredited = (key: string) => documents.some(({ refundKey }) => refundKey === key);
  return [
    ...(isInvoiced ? [] : [{ kind: 'invoice' as const, amount: payment.capturedAmount }]),
    ...Object.entries(payment.refunds)
      .filter(([key, { state }]) => state === 'succeeded' && !isCredited(key))
      .sort(([, one], [, other]) => (one.at < other.at ? -1 : 1))
      .map(([refundKey, { amount }]) => ({ kind: 'creditNote' as const, amount, refundKey })),
  ];
};

/** Returns an order's documents as its customer sees them, with money as decimals. */
export const documentsView = (documents: AccountingDocument[] | undefined, currency: string) => {
  if (!documents) return {};
  const viewOf = ({ number, issuedAt, amount }: AccountingDocument) => ({
    number,
    issuedAt,
    amount: toDecimal(amount, currency),
  });
  const invoice = documents.find(({ kind }) => kind === 'invoice');
  const creditNotes = documents.filter(({ kind }) => kind === 'creditNote').map(viewOf);
  return { ...(invoice && { invoice: viewOf(invoice) }), ...(creditNotes.length > 0 && { creditNotes }) };
};
