import { formatMoney } from '@ecommerce/shared/money.ts';
import type { Order, OrderItem } from '../order/order.ts';
import { orderReference, singleLine } from './formatting.ts';
import { html, type Markup } from './markup.ts';
import type { MailContent } from './renderMail.ts';

/*
 * Mail programs lay out tables and honour styles on elements; many drop a style sheet. So the light colours stand on the elements, and the
 * sheet only adds what a program that reads it can do better: the dark colours and a phone's margins. Nothing is loaded, not even an image.
 */

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:16px;line-height:24px;color:#1f2328`;
const SMALL = `${FONT};font-size:14px;line-height:20px;color:#59636e`;
const LINE = 'border-top:1px solid #d1d9e0';

const STYLE_SHEET: Markup = {
  markup: `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.edge{padding:24px 20px!important}.page{padding:0!important}}
@media (prefers-color-scheme:dark){.page{background:#0d1117!important}.card{background:#161b22!important;border-color:#30363d!important}.text{color:#f0f6fc!important}.small{color:#9198a1!important}.line{border-color:#30363d!important}}`,
};

/** Renders an email as a complete HTML page, signed with the shop's name. */
export const renderHtml = (
  { subject, heading, paragraphs, link, facts = [] }: MailContent,
  order: Order,
  shopName: string,
): string => {
  const { items, total, currency } = order;
  const [opening] = paragraphs;
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLE_SHEET}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f6f8fa">
<div style="display:none;max-height:0;overflow:hidden">${capitalized(opening)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="page" align="center" style="padding:24px 12px;background:#f6f8fa">
<table class="card" role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #d1d9e0;border-radius:8px">
<tr><td class="edge" style="padding:32px">
<h1 class="text" style="${TEXT};margin:0 0 16px;font-size:24px;line-height:32px;font-weight:600">${heading}</h1>
${paragraphs.map((paragraph) => html`<p class="text" style="${TEXT};margin:0 0 16px">${capitalized(paragraph)}</p>\n`)}${link ? linkTo(link) : []}<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:8px">
<caption class="small" style="${SMALL};text-align:left;padding-bottom:8px;overflow-wrap:anywhere">Order ${orderReference(order)}</caption>
${items.map((item) => itemRow(item, currency))}${amountRow('Total', formatMoney(total, currency), 'font-weight:600')}${facts.map(([label, value]) => amountRow(label, value))}</table>
<p class="small" style="${SMALL};margin:24px 0 0;overflow-wrap:anywhere">${shopName}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.markup;
};

const linkTo = ({ label, url }: NonNullable<MailContent['link']>): Markup =>
  html`<p style="${TEXT};margin:0 0 16px"><a href="${url}" style="color:#0969da;overflow-wrap:anywhere">${label}</a></p>
`;

const itemRow = ({ productName, quantity, unitPrice }: OrderItem, currency: string): Markup =>
  html`<tr>
<th class="text line" scope="row" align="left" style="${TEXT};${LINE};padding:12px 12px 12px 0;font-weight:400;text-align:left;overflow-wrap:anywhere">${singleLine(productName)}<br><span class="small" style="${SMALL}">${String(quantity)} × ${formatMoney(unitPrice, currency)}</span></th>
<td class="text line" align="right" valign="top" style="${TEXT};${LINE};padding:12px 0;text-align:right;white-space:nowrap">${formatMoney(unitPrice * quantity, currency)}</td>
</tr>
`;

const amountRow = (label: string, value: string, style = ''): Markup =>
  html`<tr>
<th class="text line" scope="row" align="left" style="${TEXT};${LINE};padding:12px 12px 12px 0;font-weight:400;text-align:left;${style}">${label}</th>
<td class="text line" align="right" valign="top" style="${TEXT};${LINE};padding:12px 0;text-align:right;overflow-wrap:anywhere;${style}">${value}</td>
</tr>
`;

/** Starts the paragraph with a capital. In the text version it follows "Hello,". */
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
