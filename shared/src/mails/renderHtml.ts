import type { MailAmount, MailLine, MailLink, MailTable, MailTemplate } from './mailTemplate.ts';
import { html, type Markup } from './markup.ts';

/*
 * Mail programs lay out tables and honour styles on elements; many drop a style sheet. So the light colours stand on the elements, and the
 * sheet only adds what a program that reads it can do better: the dark colours and a phone's margins. Only the products' pictures are loaded.
 */

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:16px;line-height:24px;color:#1f2328`;
const SMALL = `${FONT};font-size:14px;line-height:20px;color:#59636e`;
const LINE = 'border-top:1px solid #d1d9e0';

const STYLE_SHEET: Markup = {
  markup: `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.edge{padding:24px 20px!important}.page{padding:0!important}}
@media (prefers-color-scheme:dark){.page{background:#0d1117!important}.card{background:#161b22!important;border-color:#30363d!important}.text{color:#f0f6fc!important}.small{color:#9198a1!important}.line{border-color:#30363d!important}.link{color:#4493f8!important}}`,
};

/** Renders an email as a complete HTML page, signed with the shop's name. */
export const renderHtml = ({
  texts,
  subject,
  heading,
  code,
  paragraphs,
  links = [],
  table,
  shopName,
}: MailTemplate): string => {
  const [opening] = paragraphs;
  const [main, ...others] = links;
  return html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLE_SHEET}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f6f8fa">
${code === undefined ? html`<div style="display:none;max-height:0;overflow:hidden">${capitalized(opening)}</div>\n` : []}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="page" align="center" style="padding:24px 12px;background:#f6f8fa">
<table class="card" role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #d1d9e0;border-radius:8px">
<tr><td class="edge" style="padding:32px">
<h1 class="text" style="${TEXT};margin:0 0 16px;font-size:24px;line-height:32px;font-weight:600;overflow-wrap:anywhere">${heading}</h1>
${code === undefined ? [] : html`<p class="text" style="${TEXT};margin:0 0 16px;font-size:32px;line-height:40px;font-weight:600;letter-spacing:4px">${code}</p>\n`}${paragraphs.map((paragraph) => html`<p class="text" style="${TEXT};margin:0 0 16px;overflow-wrap:anywhere">${capitalized(paragraph)}</p>\n`)}${main ? button(main) : []}${others.map(plainLink)}${table ? htmlTable(table) : []}<p class="small" style="${SMALL};margin:24px 0 0;overflow-wrap:anywhere">${shopName}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.markup;
};

const button = ({ label, url }: MailLink): Markup =>
  html`<p style="${TEXT};margin:8px 0 16px"><a href="${url}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#0969da;color:#ffffff;font-weight:600;text-decoration:none">${label}</a></p>
`;

const plainLink = ({ label, url }: MailLink): Markup =>
  html`<p style="${TEXT};margin:0 0 16px"><a class="link" href="${url}" style="color:#0969da">${label}</a></p>
`;

/** The picture's column is there only if a line has a picture. */
const htmlTable = ({ names: [name, ...others], lines, amounts }: MailTable): Markup => {
  const hasPictures = lines.some((line) => pictureOf(line) !== undefined);
  return html`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:8px">
<caption class="small" style="${SMALL};text-align:left;padding-bottom:8px;overflow-wrap:anywhere">${name.label} ${name.value}${others.map(({ label, value }) => html`<br>${label} ${value}`)}</caption>
${lines.map((line) => lineRow(line, hasPictures))}${amounts.map((amount) => amountRow(amount, hasPictures))}</table>
`;
};

const lineRow = (line: MailLine, hasPictures: boolean): Markup =>
  html`<tr>
${hasPictures ? pictureCell(pictureOf(line)) : []}<th class="text line" scope="row" align="left" valign="top" style="${TEXT};${LINE};padding:12px 12px 12px 0;font-weight:400;text-align:left;overflow-wrap:anywhere"><bdi>${line.name}</bdi><br><span class="small" style="${SMALL}">${String(line.quantity)} × ${line.unitPrice}</span></th>
<td class="text line" align="right" valign="top" style="${TEXT};${LINE};padding:12px 0;text-align:right;white-space:nowrap">${line.amount}</td>
</tr>
`;

/** The alternative text is empty: the product's name follows. */
const pictureCell = (url: string | undefined): Markup =>
  html`<td class="line" width="64" valign="top" style="${LINE};padding:12px 12px 12px 0">${url === undefined ? [] : html`<img src="${url}" alt="" width="64" height="64" style="display:block;border-radius:6px;object-fit:contain">`}</td>
`;

const pictureOf = ({ imageUrl }: MailLine): string | undefined =>
  imageUrl !== undefined && /^https?:\/\//.test(imageUrl) ? imageUrl : undefined;

const amountRow = ({ label, value, isStrong = false }: MailAmount, hasPictures: boolean): Markup => {
  const style = isStrong ? 'font-weight:600' : 'font-weight:400';
  return html`<tr>
<th class="text line" scope="row" colspan="${hasPictures ? '2' : '1'}" align="left" valign="top" style="${TEXT};${LINE};padding:12px 12px 12px 0;text-align:left;overflow-wrap:anywhere;${style}"><bdi>${label}</bdi></th>
<td class="text line" align="right" valign="top" style="${TEXT};${LINE};padding:12px 0;text-align:right;overflow-wrap:anywhere;${style}"><bdi>${value}</bdi></td>
</tr>
`;
};

/** Starts the paragraph with a capital. In the text version it follows the greeting. */
const capitalized = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
