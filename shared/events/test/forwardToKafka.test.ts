import { describe, expect, jest, test } from '@jest/globals';
import { eventIn, type ForwardedEvent } from '../src/forwardedEvent.ts';
import { forwardToKafka } from '../src/forwardToKafka.ts';
import { connectToken } from '../src/mskToken.ts';
import { bodyOf, recordOf, stockBody } from './eventSamples.ts';

const outage = Object.assign(new Error('no broker'), { errors: [{ code: 'PLT_KFK_NETWORK', canRetry: true }] });
const refusal = Object.assign(new Error('too large'), { errors: [{ code: 'PLT_KFK_PROTOCOL', canRetry: false }] });
const notEnough = Object.assign(new Error('replicas'), { errors: [{ code: 'PLT_KFK_PROTOCOL', canRetry: true }] });
const refusedSignIn = Object.assign(new Error('connection'), { code: 'PLT_KFK_NETWORK', cause: refusal });
const records = [
  recordOf('1', bodyOf('ORDER_CREATED', 'a'), 'orders/a'),
  recordOf('2', bodyOf('ORDER_CREATED', 'b'), 'orders/b'),
  recordOf('3', bodyOf('ORDER_SHIPPING', 'a'), 'orders/a'),
];

const broker = (refuses: (events: readonly ForwardedEvent[]) => unknown) => {
  const requests: string[][] = [];
  return {
    requests,
    send: async (events: readonly ForwardedEvent[]) => {
      requests.push(events.map(({ key, type }) => `${key} ${type}`));
      const error = refuses(events);
      if (error) throw error;
    },
  };
};

describe('a batch', () => {
  test('is one request, in its order', async () => {
    const { send, requests } = broker(() => undefined);

    expect(await forwardToKafka(records, send)).toEqual([]);
    expect(requests).toEqual([['a ORDER_CREATED', 'b ORDER_CREATED', 'a ORDER_SHIPPING']]);
  });

  test('comes again as a whole while no broker is reached, after one attempt', async () => {
    const { send, requests } = broker(() => outage);

    expect(await forwardToKafka(records, send)).toEqual(['1', '2', '3'].map((itemIdentifier) => ({ itemIdentifier })));
    expect(requests).toHaveLength(1);
  });

  test('holds back only the key of an event that the broker refuses, with all that follows it', async () => {
    const { send, requests } = broker((events) => events.some(({ key }) => key === 'a') && refusal);

    expect(await forwardToKafka(records, send)).toEqual([{ itemIdentifier: '1' }, { itemIdentifier: '3' }]);
    expect(requests.at(-1)).toEqual(['b ORDER_CREATED']);
  });

  test('sends what is older than a refused event of its key', async () => {
    const { send } = broker((events) => events.some(({ type }) => type === 'ORDER_SHIPPING') && refusal);

    expect(await forwardToKafka(records, send)).toEqual([{ itemIdentifier: '3' }]);
  });

  test('is sent singly where one partition takes nothing now', async () => {
    const { send } = broker((events) => events.some(({ key }) => key === 'b') && notEnough);

    expect(await forwardToKafka(records, send)).toEqual([{ itemIdentifier: '2' }]);
  });

  test('that is sent singly ends with an outage, and all that is left comes again', async () => {
    const { send, requests } = broker(() => (requests.length === 1 ? refusal : outage));

    expect(await forwardToKafka(records, send)).toEqual(['1', '2', '3'].map((itemIdentifier) => ({ itemIdentifier })));
    expect(requests).toHaveLength(2);
  });

  test('that is sent singly ends when its time is over', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    const { send, requests } = broker(() => {
      clock.mockReturnValue(requests.length * 10_000);
      return requests.length === 1 ? refusal : undefined;
    });

    expect(await forwardToKafka(records, send)).toEqual([{ itemIdentifier: '2' }, { itemIdentifier: '3' }]);
    clock.mockRestore();
  });

  test.each([
    ['a secret that cannot be read', new Error('AccessDenied')],
    ['a sign-in that is refused', refusedSignIn],
  ])('comes again as a whole after %s, after one attempt', async (_, error) => {
    const { send, requests } = broker(() => error);

    expect(await forwardToKafka(records, send)).toHaveLength(3);
    expect(requests).toHaveLength(1);
  });

  test('with something that is no event holds back only that and what follows it', async () => {
    const { send } = broker(() => undefined);
    const later = recordOf('5', bodyOf('ORDER_CREATED', 'c'), 'orders/c');

    expect(await forwardToKafka([...records, recordOf('4', '{}', 'orders/c'), later], send)).toEqual([
      { itemIdentifier: '4' },
      { itemIdentifier: '5' },
    ]);
  });
});

test('an event of stock has its variant as key, and one that is sent again says so', () => {
  expect(eventIn(recordOf('1', stockBody, 'stock/v', true))).toMatchObject({
    ...{ aggregate: 'stock', key: JSON.parse(stockBody).data.variantId, isReplayed: true, body: stockBody },
  });
});

test('the token for Amazon MSK is a signed address of its region', async () => {
  const credentials = async () => ({ accessKeyId: 'AKID', secretAccessKey: 's', sessionToken: 't' });
  const url = new URL(Buffer.from(await connectToken('eu-west-1', credentials), 'base64url').toString());

  expect(url.origin).toBe('https://kafka.eu-west-1.amazonaws.com');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ Action: 'kafka-cluster:Connect', 'X-Amz-Expires': '900', 'X-Amz-Security-Token': 't' },
    ...{ 'X-Amz-SignedHeaders': 'host', 'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/) },
    'X-Amz-Credential': expect.stringMatching(/^AKID\/\d{8}\/eu-west-1\/kafka-cluster\/aws4_request$/),
  });
});
