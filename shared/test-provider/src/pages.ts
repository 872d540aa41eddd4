import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPayment, ledger } from './ledger.ts';
import { readable } from './money.ts';
import { decoded, type Reply } from './serve.ts';
import type { PaymentStore, Stored } from './store.ts';

type Shown = {
  store: PaymentStore;
  publishableKey: string;
  describe: Describe;
};

/** What a shop knows about a payment. All texts are shown as they are. */
type Description = {
  /** What people call the order. */
  order?: string;
  customer?: string;
  items?: readonly { name: string; quantity: number; amount: string }[];
  /** Pages about it. */
  links?: readonly { label: string; url: string }[];
};

/** Returns what a shop knows about the payment of an order. */
export type Describe = (payment: { paymentIntent: string; orderId: string | undefined }) => Promise<Description>;

/** The files that the pages load; they load nothing from other hosts. */
const files: Readonly<Record<string, string>> = { '/page/style.css': 'text/css', '/page/pay.js': 'text/javascript' };
const newest = 50;

/** Returns the page at a path: a payment's page, or the list of the newest payments. `undefined` when there is none. */
export const pageAt = async (path: string, shown: Shown): Promise<Reply | undefined> => {
  const type = files[path];
  if (type !== undefined)
    return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body: read(path) };
  if (path === '/') return overview(shown);
  const id = /^\/pay\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? undefined : payPage(decoded(id), shown);
};

const read = (path: string) => readFileSync(fileURLToPath(new URL(`.${path}`, import.meta.url)), 'utf8');

/** Describes a payment. The pages work without: whoever describes it may not respond. */
const descriptionOf = ({ describe }: Shown, { id, metadata }: PaymentIntent): Promise<Description> =>
  describe({ paymentIntent: id, orderId: metadata.orderId }).catch(() => ({}));

const payPage = async (id: string, shown: Shown): Promise<Reply> => {
  const { store, publishableKey } = shown;
  const payment = findPayment(store, id);
  if (payment === undefined)
    return page(404, 'No such payment', `<h1>No such payment</h1>${paragraph(`There is none for ${id}.`)}${back}`);
  const { order, customer, items = [], links = [] } = await descriptionOf(shown, payment);
  const refunded = refundedOf(store, payment);
  const amount = readable(payment.amount, payment.currency);
  const rows = [
    ...(order === undefined ? [] : [['Order number', order]]),
    ['Order', payment.metadata.orderId ?? 'not named'],
    ...(customer === undefined ? [] : [['Customer', customer]]),
    ['Payment', payment.id],
    ...(refunded > 0 ? [['Refunded', readable(refunded, payment.currency)]] : []),
  ];
  const data = { payment: payment.id, secret: payment.client_secret, key: publishableKey };
  return page(
    200,
    `Pay ${amount}`,
    `<h1>Pay your order</h1>
    <p class="amount">${escaped(amount)} <span>${escaped(payment.currency.toUpperCase())}</span></p>
    ${itemTable(items)}
    <dl>${rows.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
    <p class="state" role="status" tabindex="-1" data-status="${escaped(payment.status)}" data-paid="${escaped(paidLabel(payment, refunded))}">${escaped(labelOf(payment, refunded))}</p>
    <p class="reason" role="alert"></p>
    <div class="actions"${Object.entries(data)
      .map(([name, value]) => ` data-${name}="${escaped(value)}"`)
      .join('')} hidden>
      <button type="button" class="main" data-card="pm_card_visa">Pay ${escaped(amount)}</button>
      <button type="button" data-card="pm_card_chargeDeclined">Decline</button>
    </div>
    <noscript><p>Paying needs JavaScript.</p></noscript>
    <ul class="links">${links.map(pageLink).join('')}<li><a href="/">All payments</a></li></ul>
    <script type="module" src="/page/pay.js"></script>`,
  );
};

/** Only pages are linked, never scripts. */
const pageLink = ({ label, url }: { label: string; url: string }): string =>
  /^https?:\/\//.test(url) ? `<li><a href="${escaped(url)}">${escaped(label)}</a></li>` : '';

const itemTable = (items: NonNullable<Description['items']>): string =>
  items.length === 0
    ? ''
    : `<table>
      <caption>Items</caption>
      ${items.map(({ name, quantity, amount }) => `<tr><th scope="row">${quantity} × <bdi>${escaped(name)}</bdi></th><td>${escaped(amount)}</td></tr>`).join('\n      ')}
    </table>`;

const overview = async (shown: Shown): Promise<Reply> => {
  const { store } = shown;
  const payments = store.list('payment_intent', [], newest);
  const rows = await Promise.all(
    payments.map(async (payment) => overviewRow(store, payment, await descriptionOf(shown, payment))),
  );
  const list =
    rows.length > 0 ? `<ul class="payments">${rows.join('\n')}</ul>` : paragraph('Nothing has been ordered yet.');
  return page(200, 'Payments', `<h1>Payments</h1>\n${list}`);
};

const overviewRow = (
  store: PaymentStore,
  payment: PaymentIntent,
  { order, customer, items = [] }: Description,
): string => {
  const link = `/pay/${encodeURIComponent(payment.id)}`;
  const about = [items.map(({ name, quantity }) => `${quantity} × ${name}`).join(', '), customer ?? ''];
  return `<li><a href="${escaped(link)}"><span class="what">${escaped(order ?? payment.metadata.orderId ?? payment.id)}</span>
      ${about.map((text) => (text === '' ? '' : `<span class="about"><bdi>${escaped(text)}</bdi></span>`)).join('')}
      <span>${escaped(readable(payment.amount, payment.currency))}</span>
      <span class="state" data-status="${escaped(payment.status)}">${escaped(labelOf(payment, refundedOf(store, payment)))}</span></a></li>`;
};

type PaymentIntent = Stored<'payment_intent'>;

/** In minor units. */
const refundedOf = (store: PaymentStore, { id }: PaymentIntent): number => ledger(store, id)[0]?.refunded ?? 0;

const labelOf = (payment: PaymentIntent, refunded: number): string => {
  if (payment.status === 'succeeded') return paidLabel(payment, refunded);
  if (payment.status === 'canceled') return 'Cancelled';
  return payment.last_payment_error ? 'Declined' : 'Waiting for payment';
};

const paidLabel = ({ amount }: PaymentIntent, refunded: number): string => {
  if (refunded === 0) return 'Paid';
  return refunded < amount ? 'Partly refunded' : 'Refunded';
};

const back = '<p class="back"><a href="/">All payments</a></p>';

const paragraph = (text: string) => `<p>${escaped(text)}</p>`;

const page = (status: number, title: string, content: string): Reply => {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(title)} · test payments</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/page/style.css">
  </head>
  <body>
    <header>Test payments <span>No money moves here.</span></header>
    <main>
    ${content}
    </main>
  </body>
</html>
`;
  const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:";
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `${policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
  };
  return { status, headers, body };
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text = ''): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
