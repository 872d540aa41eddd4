type Document = { kind: string; number: string; issuedAt: string; amount: number; refundKey?: string };

/** An order's row, as far as numbers and documents depend on it. Amounts are minor units. */
export type DocumentedRow = {
  orderId: string;
  number?: string;
  createdAt: string;
  /** A person has to finish it. */
  stalledAt?: string;
  payment?: { paidAt?: string; capturedAmount: number; refunds: Record<string, { amount: number; state: string }> };
  documents?: Document[];
};

/** An invoice or credit note. */
export type InvoiceRow = Document & { series: string; sequence: string; orderId: string };

/** The last order number of a year. */
export type OrderNumbersRow = { year: string; lastNumber: number };

export type DocumentFacts = { orders: DocumentedRow[]; invoices: InvoiceRow[]; orderNumbers: OrderNumbersRow[] };

const sequenceIn = (number: string): number => Number(number.slice(number.lastIndexOf('-') + 1));

/** Order numbers are unique and taken; invoice and credit-note numbers have no gaps; each payment and each refund has its document, once. */
export const documentProblems = (facts: DocumentFacts): string[] => [
  ...numberProblems(facts),
  ...[...Map.groupBy(facts.invoices, ({ series }) => series)].flatMap(([series, rows]) => seriesProblems(series, rows)),
  ...ownDocumentProblems(facts),
];

const numberProblems = ({ orders, orderNumbers }: DocumentFacts): string[] => {
  const last = new Map(orderNumbers.map(({ year, lastNumber }) => [year, lastNumber]));
  const isTaken = (year: string, sequence: number) => sequence >= 1 && sequence <= (last.get(year) ?? 0);
  const numbered = Map.groupBy(orders, ({ number }) => number);
  return [
    ...[...numbered].flatMap(([number, own]) =>
      number === undefined || own.length === 1 ? [] : [`${own.length} orders have the number ${number}`],
    ),
    ...orders.flatMap(({ orderId, number, createdAt, stalledAt }) => {
      if (number === undefined) return stalledAt === undefined ? [`order ${orderId} has no number`] : [];
      const year = createdAt.slice(0, 4);
      return number.startsWith(`${year}-`) && isTaken(year, sequenceIn(number))
        ? []
        : [`order ${orderId} has the number ${number}, which was not taken`];
    }),
  ];
};

const seriesProblems = (series: string, rows: InvoiceRow[]): string[] => {
  const sorted = rows.toSorted((one, other) => (one.sequence < other.sequence ? -1 : 1));
  const [kind, year] = series.split('/');
  const prefix = `${kind === 'invoice' ? 'INV' : 'CN'}-${year}-`;
  return sorted.flatMap((row, index) => {
    const previous = sorted[index - 1];
    const rules: [string, boolean][] = [
      [`has a gap before ${row.number}`, Number(row.sequence) === index + 1],
      [
        `names ${row.number} at ${row.sequence}`,
        row.number.startsWith(prefix) && sequenceIn(row.number) === Number(row.sequence),
      ],
      [`goes back in time at ${row.number}`, previous === undefined || previous.issuedAt <= row.issuedAt],
    ];
    return rules.flatMap(([problem, holds]) => (holds ? [] : [`${series} ${problem}`]));
  });
};

const text = ({ kind, number, amount, refundKey }: Document): string => [kind, number, amount, refundKey].join(' ');

const ownDocumentProblems = ({ orders, invoices }: DocumentFacts): string[] => {
  const issued = Map.groupBy(invoices, ({ orderId }) => orderId);
  return orders.flatMap((order) => {
    const { orderId, documents = [], stalledAt } = order;
    const own = (issued.get(orderId) ?? []).map(text).toSorted();
    const isSame = own.join() === documents.map(text).toSorted().join();
    return [
      ...(isSame ? [] : [`order ${orderId} has other documents than were issued`]),
      ...(stalledAt === undefined ? dueProblems(order) : []),
    ];
  });
};

const dueProblems = ({ orderId, payment, documents = [] }: DocumentedRow): string[] => {
  const refunds = payment?.paidAt === undefined ? [] : Object.entries(payment.refunds);
  const due = [
    ...(payment?.paidAt === undefined ? [] : [`invoice of ${payment.capturedAmount}`]),
    ...refunds.flatMap(([key, { state, amount }]) =>
      state === 'succeeded' ? [`creditNote of ${amount} for ${key}`] : [],
    ),
  ];
  const has = documents.map(
    ({ kind, amount, refundKey }) => `${kind} of ${amount}${refundKey === undefined ? '' : ` for ${refundKey}`}`,
  );
  const failed = new Set(refunds.flatMap(([key, { state }]) => (state === 'failed' ? [key] : []))); // it may have succeeded at first
  const extra =
    documents.filter(({ refundKey }) => refundKey === undefined || !failed.has(refundKey)).length - due.length;
  return [
    ...due.flatMap((document) => (has.includes(document) ? [] : [`order ${orderId} lacks its ${document}`])),
    ...(extra > 0 ? [`order ${orderId} has ${extra} documents too many`] : []),
  ];
};
