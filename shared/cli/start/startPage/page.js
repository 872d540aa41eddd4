/** The start page: shows what is running, and looks again every few seconds. All texts are put in as text. */

const LOOK_AGAIN_MS = 5000;
const byId = (id) => document.getElementById(id);

/** Creates an element with a text or with children. */
const element = (tag, properties, ...children) => {
  const created = Object.assign(document.createElement(tag), properties);
  created.append(...children);
  return created;
};

const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What the pages are, and what there is to see on each. */
const PAGES = {
  shop: { title: 'Shop', about: 'the storefront: browse, order, pay', news: () => '' },
  console: { title: 'Staff console', about: 'orders, products to approve, sales', news: () => '' },
  pages: { title: 'API reference', about: 'every route of all services, with a form to try it', news: () => '' },
  mailbox: {
    title: 'Mailbox',
    about: 'every email that the platform sends, with confirmation codes',
    news: ({ emails }) => (emails === undefined ? '' : counted(emails, 'email')),
  },
  payments: {
    title: 'Payments',
    about: 'the test payment provider: pay orders or decline them',
    news: ({ payments }) => (payments ? `${payments.waiting} of ${counted(payments.all, 'payment')} waiting` : ''),
  },
  graphql: { title: 'GraphQL', about: 'the shop as one schema, with GraphiQL to try it', news: () => '' },
};

const pageCard = (state, [name, { title, about, news }]) =>
  element(
    'li',
    {},
    element('h3', {}, element('a', { href: state.pages[name], textContent: title })),
    element('p', { textContent: about }),
    element('p', { className: 'news', textContent: news(state) }),
  );

const serviceCard = ({ name, url, path, isUp, milliseconds, routes, functions, tables, queues }) => {
  const health = element('p', {
    className: 'health',
    textContent: isUp ? `running, ${milliseconds} ms` : 'no response',
  });
  health.dataset.up = isUp;
  const counts = [
    counted(routes, 'route'),
    counted(functions, 'function'),
    counted(tables, 'table'),
    counted(queues, 'queue'),
  ];
  const addresses = [url, ...(path ? [location.origin + path] : [])];
  return element(
    'li',
    {},
    element('h3', { textContent: name }),
    health,
    element('p', { textContent: counts.join(', ') }),
    ...addresses.map((address) => element('p', {}, element('code', { textContent: address }))),
  );
};

const summary = ({ isReady, services }) => {
  if (!isReady) return 'The platform is starting…';
  const down = services.filter(({ isUp }) => !isUp).map(({ name }) => name);
  return down.length === 0 ? `${counted(services.length, 'service')} running` : `no response: ${down.join(', ')}`;
};

const show = (state) => {
  byId('pages').replaceChildren(
    ...Object.entries(PAGES)
      .filter(([name]) => name in state.pages)
      .map((page) => pageCard(state, page)),
  );
  byId('services').replaceChildren(...state.services.map(serviceCard));
  const text = summary(state);
  if (byId('state').textContent !== text) byId('state').textContent = text; // said aloud when it changes
};

let shown = '';

const look = async () => {
  try {
    const response = await fetch('/platform/state');
    const state = await response.json();
    const compared = JSON.stringify(state, (key, value) => (key === 'milliseconds' ? undefined : value));
    if (compared !== shown) show(state); // nothing changes under somebody's cursor without a reason
    shown = compared;
  } catch {
    shown = '';
    byId('state').textContent = 'The platform does not respond. Is "npm start" running?';
  }
};

await look();
setInterval(() => document.hidden || look(), LOOK_AGAIN_MS);
