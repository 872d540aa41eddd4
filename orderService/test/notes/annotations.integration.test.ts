import { describe, expect, test } from '@jest/globals';
import { changeRow, follow, issueInvoices, paid, placedUnpaid, row } from '../paidOrders.ts';
import { ann } from '../samples.ts';

const { addNote } = await import('../../src/notes/addNote.ts');
const { changeAddresses } = await import('../../src/addresses/changeAddresses.ts');
const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');
const { fulfilOrder } = await import('../../src/fulfilment/fulfilOrder.ts');

const sue = { userId: 'sue', groups: ['staff'] };
const home = { name: 'Ann', line1: 'Weg 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
const work = { ...home, line1: 'Allee 2' };

describe('a note', () => {
  test('is added once under its key, and any number at once without', async () => {
    const { orderId } = await paid();
    await Promise.all([addNote(sue, orderId, 'one', 'key'), addNote(sue, orderId, 'one', 'key')]);

    await Promise.all([addNote(sue, orderId, 'two', undefined), addNote(sue, orderId, 'three', undefined)]);

    const { notes = [] } = await row(orderId);
    expect(notes.map(({ text }) => text).toSorted()).toEqual(['one', 'three', 'two']);
    await expect(addNote(sue, orderId, 'other', 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('calls for no step, and leaves an order stalled that is', async () => {
    const { orderId } = await paid();
    await follow(orderId);
    await issueInvoices();
    await changeRow(orderId, { stalledAt: '2026-01-02T03:04:05.678Z' });

    await addNote(sue, orderId, 'looked at it', undefined);

    const after = await row(orderId);
    expect(after).not.toHaveProperty('nextCheckAt');
    expect(after).toHaveProperty('stalledAt');
  });

  test('does not keep an order from being closed', async () => {
    const { orderId } = await paid();

    await Promise.all([follow(orderId), addNote(sue, orderId, 'meanwhile', undefined)]);
    await follow(orderId);
    await issueInvoices();

    expect(await row(orderId)).not.toHaveProperty('nextCheckAt');
  });

  test('is refused once there are 50', async () => {
    const { orderId } = await placedUnpaid();
    const note = { id: 'n', text: 't', at: '2026-01-02T03:04:05.678Z', by: 'sue', requestHash: 'hash' };
    await changeRow(orderId, { notes: Array.from({ length: 50 }, () => note) });

    await expect(addNote(sue, orderId, 'one more', undefined)).rejects.toMatchObject({ code: 'ORDER_NOT_CHANGEABLE' });
  });
});

describe('the addresses of an order', () => {
  test('are changed by the customer and by staff until the first parcel has left', async () => {
    const { orderId } = await placedUnpaid({ status: 'shipping', shippingAddress: home });
    await changeAddresses(ann, orderId, { shippingAddress: work });
    await changeAddresses(sue, orderId, { billingAddress: home });
    await changeAddresses(sue, orderId, { billingAddress: home });

    expect(await row(orderId)).toMatchObject({
      ...{ shippingAddress: work, billingAddress: home },
      addressChanges: [{ by: 'ann' }, { by: 'sue' }],
    });
    await fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined);
    await expect(changeAddresses(sue, orderId, { shippingAddress: home })).rejects.toMatchObject({
      code: 'ORDER_NOT_CHANGEABLE',
    });
  });

  test('are not another customer’s to change, nor those of an order that has ended', async () => {
    const { orderId } = await placedUnpaid();
    const bob = { ...ann, userId: 'bob' };
    await expect(changeAddresses(bob, orderId, { shippingAddress: work })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await cancelOrder(ann, orderId);

    await expect(changeAddresses(ann, orderId, { shippingAddress: work })).rejects.toMatchObject({
      code: 'ORDER_NOT_CHANGEABLE',
    });
  });

  test('stay in the country and region that shipping and taxes were computed for', async () => {
    const price = { subtotal: 14_997, discounts: [], taxes: [] };
    const { orderId } = await placedUnpaid({ shippingAddress: home, price });
    const abroad = { ...home, country: 'FR', postalCode: '75001' };

    await expect(changeAddresses(ann, orderId, { shippingAddress: abroad })).rejects.toMatchObject({
      data: { issues: [{ path: 'shippingAddress.country' }] },
    });
    await expect(changeAddresses(ann, orderId, { billingAddress: abroad })).resolves.toMatchObject({
      billingAddress: abroad,
    });
  });

  test('changed while a parcel is being packed by the old one: one of the two wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { orderId } = await placedUnpaid({ status: 'shipping', shippingAddress: home });

      const results = await Promise.allSettled([
        changeAddresses(ann, orderId, { shippingAddress: work }),
        fulfilOrder(sue, orderId, { carrier: 'DHL' }, undefined),
      ]);

      const { fulfilments, shippingAddress } = await row(orderId);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(shippingAddress).toEqual(fulfilments ? home : work);
    }
  });
});
