import { html } from '../../src/mails/markup.ts';
import { describeOrder, type OrderRow } from '../orderRow.ts';
import type { PageAnswer } from './pageAnswer.ts';

/** Returns the page of an order: its row as `npm run order` prints it, with links to its payment and emails. */
export const orderPage = (order: OrderRow, urls: Readonly<Record<string, string>>): PageAnswer => {
  const links = [
    ...(order.payment && urls.payments
      ? [{ label: 'Payment', url: `${urls.payments}/pay/${encodeURIComponent(order.orderId)}` }]
      : []),
    { label: 'Emails to the customer', url: `${urls.mailbox}/?q=${encodeURIComponent(order.email)}` },
  ];
  const name = order.number ?? order.orderId;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Order ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/platform/page.css">
</head>
<body>
<header><h1>Order ${name}</h1><p>${order.email}</p></header>
<main>
<pre>${describeOrder(order).join('\n')}</pre>
<ul class="links">${links.map(({ label, url }) => html`<li><a href="${url}">${label}</a></li>`)}<li><a href="/platform">The platform</a></li></ul>
</main>
</body>
</html>
`;
  return { status: 200, type: 'text/html; charset=utf-8', body: markup };
};
