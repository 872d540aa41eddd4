import type { Address } from '@ecommerce/shared/address/address.ts';
import { textsIn } from '@ecommerce/shared/languages/language.ts';
import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { amountsOf } from '../mails/orderTable.ts';
import { type Column, createSheet, FULL_WIDTH, type Sheet, type TextBlock } from '../pdf/sheet.ts';
import type { IssuedDocument } from './documentContent.ts';
import type { DocumentLine } from './documentLine.ts';

const GREY = '#555555';
const HALF = FULL_WIDTH / 2;

/**
 * Renders an invoice or a credit note as PDF, in the language of its order. The same document always has the same bytes. The shop's logo is
 * not part of it: its address may name anything by the time a document is rendered.
 */
export const renderDocument = (document: IssuedDocument): Promise<Buffer> => {
  const { kind, number, issuedAt, content } = document;
  const texts = textsIn(content.locale);
  const { billingAddress, shippingAddress, shop } = content;
  const title = `${texts.documents[kind]} ${number}`;
  const sheet = createSheet({
    ...{ title, author: shop.name, language: texts.language, direction: texts.direction },
    country: (billingAddress ?? shippingAddress ?? shop.legalAddress)?.country,
    createdAt: new Date(issuedAt),
  });
  drawHead(sheet, document, texts);
  sheet.table(...linesTable(document, texts));
  drawAmounts(sheet, document, texts);
  drawTaxes(sheet, document, texts);
  return sheet.finish((page, pages) => `${title} · ${texts.documents.page(page, pages)}`);
};

/** The shop, the customer, and what names the document. */
const drawHead = (sheet: Sheet, { kind, number, issuedAt, content }: IssuedDocument, texts: Texts): void => {
  const { documents, labels } = texts;
  const { shop, order, billingAddress, shippingAddress, vatId, invoiceNumber } = content;
  const facts = [
    [documents.number, number],
    [documents.issued, texts.date(issuedAt)],
    ...(invoiceNumber === undefined ? [] : [[documents.invoice, invoiceNumber]]),
    [labels.orderNumber, order.name],
    [documents.orderDate, texts.date(order.createdAt)],
  ] as [string, string][];
  const from: TextBlock[] = [
    { text: shop.name, size: 14, weight: 700 },
    ...(shop.legalAddress ? addressLines(shop.legalAddress, texts) : []).map((text) => ({ text, colour: GREY })),
    ...(shop.vatId === undefined ? [] : [{ text: `${documents.vatId} ${shop.vatId}`, colour: GREY }]),
  ];
  sheet.columns([
    from.map((block) => ({ ...block, width: HALF })),
    [{ text: documents[kind], size: 20, weight: 700, left: HALF, width: HALF, align: 'end' }],
  ]);
  sheet.skip(24);
  const billTo = billingAddress ?? shippingAddress;
  const third = FULL_WIDTH / 3;
  const column = (index: number, label: string, lines: string[]): TextBlock[] =>
    [{ text: label, weight: 700 as const, size: 8 }, ...lines.map((text) => ({ text }))].map((block) => ({
      ...{ left: index * third, width: third - 12 },
      ...block,
    }));
  sheet.columns([
    ...(billTo
      ? [
          column(0, documents.billingAddress, [
            ...addressLines(billTo, texts),
            ...(vatId === undefined ? [] : [`${documents.vatId} ${vatId}`]),
          ]),
        ]
      : []),
    ...(shippingAddress ? [column(1, documents.shippingAddress, addressLines(shippingAddress, texts))] : []),
    facts.flatMap(([label, value]) => [
      { text: label, weight: 700 as const, size: 8, left: 2 * third, width: third },
      { text: value, left: 2 * third, width: third },
    ]),
  ]);
  sheet.skip(24);
};

/** An address as it is written on a letter; a region that is a code stands between city and postal code, as in the US. */
const addressLines = (address: Address, { language }: Texts): string[] => {
  const { name, company, line1, line2, postalCode, city, region, country } = address;
  const code = /^[A-Z]{2}-(\w+)$/.exec(region ?? '')?.[1];
  const place = code === undefined ? [postalCode, city] : [city, code, postalCode];
  const lines = [name, company, line1, line2, place.filter(Boolean).join(' '), code === undefined ? region : undefined];
  const countryName = new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country;
  return [...lines.filter((line) => line !== undefined && line !== ''), countryName] as string[];
};

const linesTable = ({ currency, content }: IssuedDocument, texts: Texts): [Column[], string[][]] => {
  const { documents, labels, money, percent, language } = texts;
  const nameOf = ({ name, role }: DocumentLine) =>
    role === undefined ? name : [{ ...documents, ...labels }[role], name].filter(Boolean).join(': ');
  const columns: { column: Column; isUsed?: boolean; show: (line: DocumentLine) => string | undefined }[] = [
    { column: { label: documents.item, width: 0 }, show: nameOf },
    {
      column: { label: documents.quantity, width: 58, align: 'end' },
      show: ({ quantity }) => quantity?.toLocaleString(language),
    },
    {
      column: { label: documents.unitPrice, width: 78, align: 'end' },
      isUsed: content.lines.some(({ unitPrice }) => unitPrice !== undefined),
      show: ({ unitPrice }) => (unitPrice !== undefined && money(unitPrice, currency)) || undefined,
    },
    {
      column: { label: labels.discount, width: 68, align: 'end' },
      isUsed: content.lines.some(({ discount = 0 }) => discount > 0),
      show: ({ discount = 0 }) => (discount > 0 ? money(-discount, currency) : undefined),
    },
    {
      column: { label: documents.tax, width: 44, align: 'end' },
      isUsed: content.taxes.length > 0,
      show: ({ rates }) => rates.map(percent).join(' + '),
    },
    { column: { label: documents.amount, width: 72, align: 'end' }, show: ({ amount }) => money(amount, currency) },
  ];
  const used = columns.filter(({ isUsed = true }) => isUsed);
  const rest = FULL_WIDTH - used.reduce((sum, { column }) => sum + column.width, 0);
  return [
    used.map(({ column }) => ({ ...column, width: column.width || rest })),
    content.lines.map((line) => used.map(({ show }) => show(line) ?? '')),
  ];
};

/** What leads from the lines to the total, and what was paid or refunded. */
const drawAmounts = (sheet: Sheet, { kind, currency, content }: IssuedDocument, texts: Texts): void => {
  const { price, taxes, total, paid } = content;
  const added = taxes.filter(({ included }) => !included);
  const amounts =
    kind === 'creditNote'
      ? [{ label: texts.documents.refunded, value: texts.money(total, currency), isStrong: true }]
      : [
          ...amountsOf({ total, currency, price: price && { ...price, taxes: added } }, texts),
          ...(paid === undefined ? [] : [{ label: texts.labels.paid, value: texts.money(paid, currency) }]),
        ];
  sheet.skip(8);
  for (const { label, value, isStrong } of amounts) {
    const style = isStrong ? ({ weight: 700, size: 11 } as const) : {};
    sheet.keepTogether(20);
    sheet.columns([
      [{ text: label, left: 0.35 * FULL_WIDTH, width: 0.4 * FULL_WIDTH, align: 'end', ...style }],
      [{ text: value, left: 0.75 * FULL_WIDTH, width: 0.25 * FULL_WIDTH, align: 'end', ...style }],
    ]);
  }
};

const drawTaxes = (sheet: Sheet, { currency, content }: IssuedDocument, { documents, money, percent }: Texts): void => {
  const width = FULL_WIDTH / 4;
  const columns: Column[] = [
    { label: documents.tax, width: 2 * width },
    { label: documents.taxBase, width, align: 'end' },
    { label: documents.taxAmount, width, align: 'end' },
  ];
  if (content.taxes.length === 0) return;
  sheet.skip(20);
  sheet.table(
    columns,
    content.taxes.map(({ label, rate, base, amount }) => [
      `${label} ${percent(rate)}`,
      money(base, currency),
      money(amount, currency),
    ]),
  );
};
