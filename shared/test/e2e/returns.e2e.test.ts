import { describe, expect, test } from '@jest/globals';
import { call, eventually, mailsTo } from '../../cli/shopClient.ts';
import { ledgerOf, shippedOrder, stockOf } from './paidOrders.ts';
import { account, admin, platform } from './shop.ts';

type Details = {
  status: string;
  paymentStatus: string;
  fulfilmentStatus: string;
  fulfilments: { id: string; trackingUrl?: string }[];
  returns: { id: string; status: string; refund?: number }[];
  timeline: { type: string; by: string; text?: string }[];
  code?: string;
  issues?: { path: string }[];
};
type Placed = Awaited<ReturnType<typeof shippedOrder>>;

const asStaff = async (path: string, body?: object, key?: string) => ask(path, (await admin()).idToken, body, key);
const asCustomer = ({ customer }: Placed, path: string, body?: object) => ask(path, customer.idToken, body);
const ask = (path: string, token: string, body?: object, key?: string) =>
  call<Details>(`${platform.order}/orders/${path}`, {
    ...{ method: 'POST', token },
    ...(body ? { body } : {}),
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });
const detailsOf = async ({ orderId }: Placed, token: string) =>
  (await call<Details>(`${platform.order}/orders/${orderId}`, { token })).body;

describe('an order', () => {
  test('goes from checkout to parcel to return, with its money and its stock', async () => {
    const placed = await shippedOrder(); // two pairs, 99.98
    const { orderId, productId } = placed;
    const stockBefore = await stockOf(productId);
    const one = { items: [{ productId, quantity: 1 }] };
    const parcel = { ...one, carrier: 'DHL', trackingNumber: '0034', trackingUrl: 'https://dhl.example/track?id=0034' };

    const first = await asStaff(`${orderId}/fulfilments`, parcel, 'first parcel');
    const again = await asStaff(`${orderId}/fulfilments`, parcel, 'first parcel');
    const tooMany = await asStaff(`${orderId}/fulfilments`, { items: [{ productId, quantity: 2 }], carrier: 'DHL' });
    const rest = await asStaff(`${orderId}/fulfilments`, { carrier: 'UPS' });
    expect(first).toMatchObject({ status: 200, body: { status: 'shipping', fulfilmentStatus: 'partially_fulfilled' } });
    expect(again.body.fulfilments).toHaveLength(1);
    expect(tooMany).toMatchObject({
      status: 409,
      body: { code: 'QUANTITY_TOO_LARGE', issues: [{ path: 'items.0.quantity' }] },
    });
    expect(rest.body).toMatchObject({ fulfilmentStatus: 'fulfilled' });
    expect(await asCustomer(placed, `${orderId}/cancel`)).toMatchObject({ status: 409 });
    expect(await asCustomer(placed, `${orderId}/returns`, { ...one, reason: 'Too small' })).toMatchObject({
      ...{ status: 409, body: { code: 'ORDER_NOT_RETURNABLE' } },
    });

    for (const { id } of rest.body.fulfilments) await asStaff(`${orderId}/fulfilments/${id}/delivered`);
    const asked = await asCustomer(placed, `${orderId}/returns`, { ...one, reason: 'Too small' });
    const rid = asked.body.returns[0]?.id;
    await asStaff(`${orderId}/returns/${rid}/approve`);
    const received = await Promise.all(
      [1, 2, 3].map(() => asStaff(`${orderId}/returns/${rid}/receive`, { restock: true })),
    );
    expect(received.map(({ status }) => status)).toEqual([200, 200, 200]);

    await eventually('the stock', async () => ((await stockOf(productId)) === stockBefore + 1 ? true : undefined));
    await eventually('the money', async () => ((await ledgerOf(orderId)).refunded === 4999 ? true : undefined));
    const shown = await eventually('the refund', async () => {
      const details = await detailsOf(placed, placed.customer.idToken);
      return details.timeline.some(({ type }) => type === 'refunded') ? details : undefined;
    });
    expect(shown).toMatchObject({
      ...{ status: 'shipping', paymentStatus: 'partially_refunded', fulfilmentStatus: 'delivered' },
      returns: [{ status: 'received', refund: 49.99 }],
    });
    if (platform.mailbox === undefined) return;
    await eventually('the mails', async () => {
      const mails = await mailsTo(platform, placed.customer.email);
      const count = (subject: RegExp) => mails.filter((mail) => subject.test(mail.subject)).length;
      const parcels = mails.filter((mail) => /^A parcel with/.test(mail.subject));
      const isComplete =
        count(/^You may return/) === 1 && count(/^Your return has arrived/) === 1 && count(/^Your refund/) === 1;
      const isTracked = parcels.some(({ body }) => body.text?.includes(parcel.trackingUrl));
      return isComplete && isTracked && parcels.length === 2 ? true : undefined;
    });
  });

  test('is fulfilled, annotated and decided about by staff alone', async () => {
    const placed = await shippedOrder();
    const { orderId } = placed;

    for (const [path, body] of [
      ['fulfilments', { carrier: 'DHL' }],
      ['notes', { text: 'mine' }],
      ['returns/x/approve', undefined],
      ['returns/x/refuse', undefined],
      ['returns/x/receive', { restock: true }],
    ] as const) {
      expect(await asCustomer(placed, `${orderId}/${path}`, body)).toMatchObject({ status: 403 });
    }
    const stranger = (await account('Stranger')).idToken;
    expect(
      await ask(`${orderId}/returns`, stranger, { items: [{ productId: 'p', quantity: 1 }], reason: 'r' }),
    ).toMatchObject({
      status: 404,
    });
  });

  test('shows its notes to staff and not to its customer', async () => {
    const placed = await shippedOrder();
    await asStaff(`${placed.orderId}/notes`, { text: 'Gift: no invoice' });

    const [forStaff, forCustomer] = [
      await detailsOf(placed, (await admin()).idToken),
      await detailsOf(placed, placed.customer.idToken),
    ];

    expect(forStaff.timeline).toContainEqual(expect.objectContaining({ type: 'note', text: 'Gift: no invoice' }));
    expect(JSON.stringify(forCustomer)).not.toContain('Gift');
    expect(forCustomer.timeline.map(({ type, by }) => [type, by])).toEqual([
      ...[
        ['placed', 'customer'],
        ['paid', 'customer'],
        ['confirmed', 'system'],
      ],
    ]);
  });

  test('is either fulfilled or cancelled where both come at once', async () => {
    const placed = await shippedOrder();

    const answers = await Promise.all([
      asStaff(`${placed.orderId}/fulfilments`, { carrier: 'DHL' }),
      asCustomer(placed, `${placed.orderId}/cancel`),
    ]);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});
