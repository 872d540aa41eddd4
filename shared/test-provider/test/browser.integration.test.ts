import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startPaymentProvider } from '../src/provider.ts';
import { ask, clientOf, order, secrets, startSetting } from './setting.ts';

const setting = await startSetting();
const { url } = setting.provider;
afterAll(() => setting.close());

/** As a page of the shop sends it. */
const confirm = (id: string, params: Record<string, string>, key = secrets.publishableKey) =>
  fetch(`${url}/v1/payment_intents/${id}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, origin: 'https://shop.example' },
    body: new URLSearchParams({ payment_method: 'pm_card_visa', ...params }),
  });
const make = async (orderId: string) => {
  const { id, client_secret } = await setting.stripe.paymentIntents.create(order(orderId));
  return { id, client_secret: String(client_secret) };
};

describe('a page of the shop', () => {
  test('confirms a payment with its client secret and the publishable key, and sees only the public fields', async () => {
    const { id, client_secret } = await make('browser');

    const answer = await confirm(id, { client_secret });

    const body = (await answer.json()) as object;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(body).toMatchObject({ id, status: 'succeeded', amount: 1250, client_secret });
    expect(body).not.toHaveProperty('metadata');
    expect(body).not.toHaveProperty('latest_charge');
  });

  test('may send the key as a parameter, and reads the payment with its client secret', async () => {
    const { id, client_secret } = await make('parameter');
    const query = new URLSearchParams({ key: secrets.publishableKey, client_secret });

    const answer = await fetch(`${url}/v1/payment_intents/${id}?${query}`);

    expect(await answer.json()).toMatchObject({ id, status: 'requires_payment_method' });
  });

  test('sees a decline, but not the fields for the shop alone', async () => {
    const { id, client_secret } = await make('declined');

    const answer = await confirm(id, { client_secret, payment_method: 'pm_card_chargeDeclined' });

    const { error } = (await answer.json()) as { error: { payment_intent: object } };
    expect(answer.status).toBe(402);
    expect(error).toMatchObject({ type: 'card_error', decline_code: 'generic_decline', payment_intent: { id } });
    expect(error.payment_intent).not.toHaveProperty('metadata');
  });

  test('is rejected without the client secret, with another one, and on every other route', async () => {
    const { id } = await make('refused');
    const other = await make('other');
    const codeOf = async (answer: Promise<Response>) => {
      const response = await answer;
      const { error } = (await response.json()) as { error: { code?: string } };
      return [response.status, error.code];
    };

    expect(await codeOf(confirm(id, {}))).toEqual([400, 'parameter_missing']);
    expect(await codeOf(confirm(id, { client_secret: other.client_secret }))).toEqual([
      400,
      'payment_intent_invalid_parameter',
    ]);
    const listing = fetch(`${url}/v1/payment_intents?key=${secrets.publishableKey}`);
    expect(await codeOf(listing)).toEqual([403, 'secret_key_required']);
    expect((await setting.stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
  });

  test('gets a preflight answer for the API but not for the controls', async () => {
    const preflight = await fetch(`${url}/v1/payment_intents/pi_1/confirm`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization' },
    });
    const hold = await fetch(`${url}/test/hold`, {
      method: 'POST',
      headers: { origin: 'https://shop.example' },
      body: '{}',
    });

    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(hold.status).toBe(403);
    expect(hold.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('is rejected when it uses a foreign host name for this machine', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${url}/ledger`, { headers: { host: 'evil.example' } }, (response) =>
        text(response).then(() => resolve(response.statusCode), reject),
      ).end();
    });

    expect(status).toBe(403);
  });
});

describe('the pay page', () => {
  test('shows order, amount and status under the id of the order or the payment, and loads nothing from other hosts', async () => {
    const { id } = await make('shown');

    const page = await fetch(`${url}/pay/shown`);

    const html = await page.text();
    expect(html).toContain('€12.50');
    expect(html).toContain('<dd>shown</dd>');
    expect(html).toContain('Waiting for payment');
    expect(html).toMatch(/<button[^>]*>Pay €12.50<\/button>\s*<button[^>]*>Decline<\/button>/);
    expect(html).toMatch(/<html lang="en">/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await (await fetch(`${url}/pay/${id}`)).text()).toContain(id);
    for (const file of html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g))
      expect((await fetch(`${url}${file[1]}`)).status).toBe(200);
  });

  test('shows what the shop knows of the order, as does the list, with markup as text and only pages as links', async () => {
    const provider = await startPaymentProvider({
      ...{ port: 0, ...secrets, webhookUrl: () => undefined },
      describe: async ({ orderId }) => ({
        order: `Number of ${orderId}`,
        customer: '"Ann" <ann@example.com>',
        items: [{ name: '<script>alert(1)</script>', quantity: 2, amount: '9.00 EUR' }],
        links: [
          { label: 'Order', url: 'http://127.0.0.1:1/orders/a?b="c"' },
          { label: 'Not a page', url: 'javascript:alert(1)' },
        ],
      }),
    });
    await clientOf(provider.url).paymentIntents.create(order('described'));

    const [page = '', list = ''] = await Promise.all(
      ['/pay/described', '/'].map(async (path) => (await fetch(`${provider.url}${path}`)).text()),
    );

    for (const html of [page, list]) {
      expect(html).toContain('2 × ');
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(html).toContain('&quot;Ann&quot; &lt;ann@example.com&gt;');
      expect(html).toContain('Number of described');
      expect(html).not.toMatch(/<script>|javascript:/);
    }
    expect(page).toContain('<a href="http://127.0.0.1:1/orders/a?b=&quot;c&quot;">Order</a>');
    expect(await ask(`${provider.url}/test/counts`)).toEqual({ all: 1, waiting: 1 });
    await provider.close();
  });

  test('does without what the shop knows when that cannot be had', async () => {
    const provider = await startPaymentProvider({
      ...{ port: 0, ...secrets, webhookUrl: () => undefined },
      describe: () => Promise.reject(new Error('The shop does not respond.')),
    });
    await clientOf(provider.url).paymentIntents.create(order('plain'));

    expect(await (await fetch(`${provider.url}/pay/plain`)).text()).toContain('<dd>plain</dd>');
    await provider.close();
  });

  test('shows a declined card, as does the list of payments', async () => {
    const { id } = await make('declined twice');
    await setting.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }).catch(() => {});

    const pages = await Promise.all([`${url}/pay/${id}`, url].map(async (page) => (await fetch(page)).text()));

    const state = '<(?:p|span) class="state"[^>]*>Declined<';
    expect(pages[0]).toMatch(new RegExp(state));
    expect(pages[1]).toMatch(new RegExp(`declined twice(?:(?!</li>)[^])*${state}`));
  });

  test('shows the refunded amount, as does the list of payments', async () => {
    const { id } = await setting.stripe.paymentIntents.create({
      ...order('given back'),
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    const shown = async () => {
      const [page = '', list = ''] = await Promise.all(
        [`${url}/pay/${id}`, url].map(async (address) => (await fetch(address)).text()),
      );
      const state = '<(?:p|span) class="state"[^>]*>([^<]*)<';
      return {
        amount: /<dt>Refunded<\/dt><dd>([^<]*)/.exec(page)?.[1],
        states: [
          new RegExp(state).exec(page)?.[1],
          /data-paid="([^"]*)"/.exec(page)?.[1],
          new RegExp(`given back(?:(?!</li>)[^])*?${state}`).exec(list)?.[1],
        ],
      };
    };
    expect(await shown()).toEqual({ amount: undefined, states: ['Paid', 'Paid', 'Paid'] });

    await setting.stripe.refunds.create({ payment_intent: id, amount: 200 });
    const partly = { amount: '€2.00', states: ['Partly refunded', 'Partly refunded', 'Partly refunded'] };
    expect(await shown()).toEqual(partly);

    await setting.stripe.refunds.create({ payment_intent: id });
    expect(await shown()).toEqual({ amount: '€12.50', states: ['Refunded', 'Refunded', 'Refunded'] });
  });

  test('answers 404 for an unknown id, and escapes markup', async () => {
    await make('<script>alert(1)</script>');

    const missing = await fetch(`${url}/pay/${encodeURIComponent('<script>')}`);
    const list = await (await fetch(url)).text();

    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('&lt;script&gt;');
    expect(list).toContain('&lt;script&gt;alert(1)');
    expect(list).not.toContain('<script>alert');
  });
});

test.each(['/pay/%', '/pay/%ff', '//', '///pay', '/%', '/test/payments/%', 'http://['])(
  'answers 404 for the malformed path %s',
  async (path) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(url, { path }, (response) => text(response).then(() => resolve(response.statusCode), reject)).end();
    });

    expect(status).toBe(404);
  },
);
