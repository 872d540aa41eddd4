import { isolated } from './formatting.ts';
import type { MailTable, MailTemplate } from './mailTemplate.ts';

/** Renders an email as plain text. */
export const renderText = ({ texts, heading, code, paragraphs, links = [], table, shopName }: MailTemplate): string =>
  [
    texts.greeting,
    '',
    ...(code === undefined ? [] : [`${heading}: ${code}`, '']),
    ...paragraphs.flatMap((paragraph) => [paragraph, '']),
    ...links.map(({ label, url }) => `${label}: ${url}`),
    ...(links.length > 0 ? [''] : []),
    ...(table ? [...tableLines(table, texts.labels.each), ''] : []),
    shopName,
    '',
  ].join('\n');

const tableLines = ({ names, lines, amounts }: MailTable, each: (price: string) => string): string[] => [
  ...names.map(({ label, value }) => `${label}: ${value}`),
  ...lines.map(({ name, quantity, unitPrice }) => `  ${quantity} × ${isolated(name)}, ${each(unitPrice)}`),
  ...amounts.map(({ label, value }) => `${isolated(label)}: ${isolated(value)}`),
];
