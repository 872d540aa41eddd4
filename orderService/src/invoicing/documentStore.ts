import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import {
  type AccountingDocument,
  DOCUMENT_KINDS,
  type DocumentKind,
  type DueDocument,
} from '../order/accountingDocument.ts';
import { formatNumber } from '../order/orderNumber.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { documentContent, type IssuedDocument, type IssuingShop } from './documentContent.ts';

const { INVOICES_TABLE, ORDERS_TABLE } = readEnvironment({ INVOICES_TABLE: name, ORDERS_TABLE: name });

const PREFIX: Record<DocumentKind, string> = { invoice: 'INV', creditNote: 'CN' };

/** The digits of a sort key, so that text sorts like numbers. */
const KEY_DIGITS = 10;

/** The place of a document: its kind and year, and its position among them, from 1. */
type Place = { series: string; sequence: string };

/** Documents to issue of one order. */
export type OrderDocuments = {
  /** As read before. */
  order: StoredOrder;
  /** At least 1. */
  due: DueDocument[];
  /** Whether nothing else is left to do for the order as it was read. */
  closes: boolean;
};

type Placed = { order: StoredOrder; place: Place; document: AccountingDocument };

/**
 * Issues documents of several orders in one transaction: each gets the next number of its kind and year. A number is only used together with
 * its document's row, so there are no gaps; an order takes the documents only if it lacks them, so there are no duplicates.
 *
 * @param orders each once; with their documents at most 100
 * @param shop as the documents show it from now on
 * @returns whether all of them were issued, or none: then another call was faster, and the orders are to be read again
 * @throws DomainError UNAVAILABLE if conflicts persist
 */
export const recordDocuments = async (orders: OrderDocuments[], shop: IssuingShop): Promise<boolean> => {
  const year = String(new Date().getUTCFullYear());
  const all = orders.flatMap(({ order, due }) => due.map((document) => ({ order, document })));
  const kinds = DOCUMENT_KINDS.map((kind) => all.filter(({ document }) => document.kind === kind));
  const issued = (await Promise.all(kinds.map((documents) => numbered(documents, year)))).flat();
  const { written } = await transactOnce(
    orders.flatMap(({ order, closes }) => {
      const own = issued.filter((one) => one.order === order);
      return [...documentRows(order, own, shop), listing(order, own, closes)];
    }),
  );
  return written;
};

const documentRows = (order: StoredOrder, issued: Placed[], shop: IssuingShop) =>
  issued.map(({ place, document }, index) => {
    const earlier = issued.slice(0, index).map((one) => one.document);
    const before = { ...order, documents: [...(order.documents ?? []), ...earlier] };
    return {
      Put: {
        TableName: INVOICES_TABLE,
        Item: {
          ...{ ...place, orderId: order.orderId, currency: order.currency, ...document },
          content: documentContent(before, document, shop),
        },
        ConditionExpression: 'attribute_not_exists(series)',
      },
    };
  });

/** Returns the update by which an order lists its new documents. */
const listing = (order: StoredOrder, issued: Placed[], closes: boolean) => {
  const before = order.documents ?? [];
  return {
    Update: {
      TableName: ORDERS_TABLE,
      Key: { orderId: order.orderId },
      UpdateExpression: `SET documents = :documents${closes ? ' REMOVE nextCheckAt, sweepShard, stepFailure' : ''}`,
      ConditionExpression: `#version = :version AND ${
        before.length === 0 ? 'attribute_not_exists(documents)' : 'size(documents) = :before'
      }`,
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':documents': [...before, ...issued.map(({ document }) => document)],
        ':version': order.version,
        ...(before.length === 0 ? {} : { ':before': before.length }),
      },
    },
  };
};

/** Gives documents of one kind the next numbers. */
const numbered = async (
  documents: { order: StoredOrder; document: DueDocument }[],
  year: string,
): Promise<Placed[]> => {
  const [first] = documents;
  if (!first) return [];
  const last = await lastOf(first.document.kind, year);
  const issuedAt = later(new Date().toISOString(), last.issuedAt);
  return documents.map(({ order, document }, index) => {
    const sequence = last.sequence + 1 + index;
    return {
      order,
      place: placeAt(document.kind, year, sequence),
      document: { ...document, number: `${PREFIX[document.kind]}-${formatNumber(year, sequence)}`, issuedAt },
    };
  });
};

/**
 * Reads a document with all that it shows.
 *
 * @param document as its order lists it
 */
export const readDocument = async (document: AccountingDocument): Promise<IssuedDocument> => {
  const Key = placeOf(document);
  const { Item } = await dynamodb.send(new GetCommand({ TableName: INVOICES_TABLE, Key, ConsistentRead: true }));
  if (!Item) throw new Error(`There is no row of ${document.number}`);
  return Item as IssuedDocument & Place;
};

/** Reads several documents, by their numbers. */
export const readDocuments = async (documents: AccountingDocument[]): Promise<Map<string, IssuedDocument>> => {
  const { [INVOICES_TABLE]: rows = [] } = await batchGet({ [INVOICES_TABLE]: documents.map(placeOf) });
  return new Map((rows as (IssuedDocument & Place)[]).map((row) => [row.number, row]));
};

const placeOf = ({ kind, number }: AccountingDocument): Place => {
  const [, year = '', sequence] = /^[A-Z]+-(\d{4})-(\d+)$/.exec(number) ?? [];
  return placeAt(kind, year, Number(sequence));
};

const placeAt = (kind: DocumentKind, year: string, sequence: number): Place => ({
  series: seriesOf(kind, year),
  sequence: String(sequence).padStart(KEY_DIGITS, '0'),
});

const seriesOf = (kind: DocumentKind, year: string): string => `${kind}/${year}`;

/** Of two times; those of a series never go back. */
const later = (now: string, previous: string): string => (now < previous ? previous : now);

/** Reads the last document of a kind and year. */
const lastOf = async (kind: DocumentKind, year: string): Promise<{ sequence: number; issuedAt: string }> => {
  const { Items: [last] = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: INVOICES_TABLE,
      KeyConditionExpression: 'series = :series',
      ExpressionAttributeValues: { ':series': seriesOf(kind, year) },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return { sequence: Number(last?.sequence ?? 0), issuedAt: String(last?.issuedAt ?? '') };
};
