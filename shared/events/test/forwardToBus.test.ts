import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { bodyOf, recordOf, stockBody } from './eventSamples.ts';

const { forwardToBus } = await import('../src/forwardToBus.ts');

const bridge = mockClient(EventBridgeClient);
beforeEach(() => {
  bridge.reset();
  bridge.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
});
const requests = () => bridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
const records = ['1', '2', '3'].map((id) => recordOf(id, bodyOf('ORDER_CREATED', id)));

test('events are put on the bus in one request, with what rules look at', async () => {
  expect(await forwardToBus([...records, recordOf('4', stockBody)])).toEqual([]);

  expect(requests()).toHaveLength(1);
  expect(requests()[0]).toMatchObject([
    {
      ...{ EventBusName: 'ecommerce-dev', Source: 'ecommerce.orders', DetailType: 'ORDER_CREATED' },
      ...{ Detail: records[0]?.body, Time: new Date('2026-03-01T10:00:00.000Z') },
    },
    { Source: 'ecommerce.orders' },
    { Source: 'ecommerce.orders' },
    { Source: 'ecommerce.stock', DetailType: 'STOCK_CHANGED' },
  ]);
});

test('an event that is sent again says so in its detail', async () => {
  await forwardToBus([recordOf('1', bodyOf('ORDER_CREATED', 'a'), 'orders/a', true)]);

  const detail = JSON.parse(requests()[0]?.[0]?.Detail ?? '');
  expect(detail).toEqual({ replayed: true, ...JSON.parse(bodyOf('ORDER_CREATED', 'a')) });
});

test('only what the bus has not taken, or what is no event, comes again', async () => {
  bridge.on(PutEventsCommand).resolves({
    Entries: [{ EventId: 'e' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }, { EventId: 'e' }],
  });

  expect(await forwardToBus([recordOf('0', 'hello'), ...records])).toEqual([
    { itemIdentifier: '0' },
    { itemIdentifier: '2' },
  ]);
});

test('all comes again if the bus is not reached', async () => {
  bridge.on(PutEventsCommand).rejects(new Error('no connection'));

  expect(await forwardToBus(records)).toEqual(['1', '2', '3'].map((itemIdentifier) => ({ itemIdentifier })));
});

test('large events are split into requests that the bus takes', async () => {
  const large = records.map((record) => ({
    ...record,
    body: record.body.replace('{', `{"x":"${'y'.repeat(100_000)}",`),
  }));

  expect(await forwardToBus(large)).toEqual([]);
  expect(requests().map((entries) => entries.length)).toEqual([2, 1]);
});

test('an event that is too large for the bus holds up no other', async () => {
  const bytesOf = (entries: { Detail?: string; DetailType?: string; Source?: string }[]) =>
    entries.reduce(
      (sum, { Detail = '', DetailType = '', Source = '' }) => sum + (Detail + DetailType + Source).length,
      0,
    );
  bridge.on(PutEventsCommand).callsFake(({ Entries }) => {
    if (bytesOf(Entries) > 262_144) throw new Error('Total size of the entries in the request is over the limit.');
    return { Entries: Entries.map(() => ({ EventId: 'e' })) };
  });
  const tooLarge = recordOf('0', bodyOf('ORDER_CREATED', '0').replace('{', `{"x":"${'y'.repeat(262_144)}",`));

  expect(await forwardToBus([...records, tooLarge, recordOf('4', stockBody)])).toEqual([{ itemIdentifier: '0' }]);
});
