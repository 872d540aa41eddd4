import { beforeAll, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { createTable } from '../../../shared/test/tables.ts';
import { changeRow, follow, issueInvoices, paid, row } from '../paidOrders.ts';
import { ann } from '../samples.ts';

const { addNote } = await import('../../src/notes/addNote.ts');
const { changeAddresses } = await import('../../src/addresses/changeAddresses.ts');
const { fulfilOrder } = await import('../../src/fulfilment/fulfilOrder.ts');
const { handler } = await import('../../src/handlers/exportPersonalData.ts');

const sue = { userId: 'member-of-staff', groups: ['staff'] };
const home = { name: 'Ann', line1: 'Weg 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

const exported = (position?: string) => handler({ userId: ann.userId, correlationId: 'c', position }, {} as Context);

beforeAll(() => createTable('Carts', 'customerId'));

test('what is held about a customer is exported: orders with their documents, not who of the staff did what', async () => {
  const { orderId } = await paid();
  await changeRow(orderId, { billingAddress: home, shippingAddress: home, note: 'ring twice', requestHash: 'secret' });
  await follow(orderId);
  await issueInvoices();
  await addNote(sue, orderId, 'has called', undefined);
  await changeAddresses(sue, orderId, { shippingAddress: { ...home, line1: 'Allee 2' } });
  await fulfilOrder(sue, orderId, { carrier: 'DHL', trackingNumber: '123' }, undefined);

  const cart = await exported();
  const page = await exported(cart.next);

  expect(cart).toEqual({ section: 'cart', records: [], next: 'orders' });
  expect(page).toMatchObject({ section: 'orders' });
  const found = page.records.find(({ id }) => id === orderId);
  const { documents = [] } = await row(orderId);
  expect(found).toMatchObject({
    email: ann.email,
    note: 'ring twice',
    shippingAddress: { line1: 'Allee 2' },
    fulfilments: [{ trackingNumber: '123' }],
    timeline: expect.arrayContaining([expect.objectContaining({ type: 'fulfilled', by: 'staff' })]),
    notesOfStaff: [{ at: expect.any(String), text: 'has called' }],
    documents: [{ kind: 'invoice', number: documents[0]?.number, billingAddress: home, shippingAddress: home }],
  });
  const text = JSON.stringify(page);
  expect(text).not.toContain(sue.userId);
  expect(text).not.toContain('secret');
});
