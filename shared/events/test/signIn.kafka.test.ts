import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { bodyOf, recordOf } from './eventSamples.ts';
import { CREDENTIALS, makeBroker } from './kafkaBroker.ts';
import { makeAuthority } from './mskAuthority.ts';

/** How the forwarder reaches a real broker of Apache Kafka: `npm run test:kafka`. */
jest.setTimeout(120_000);
const { eventIn } = await import('../src/forwardedEvent.ts');
const { forwardToKafka } = await import('../src/forwardToKafka.ts');
const { reasonsOf } = await import('../src/kafkaErrors.ts');
const { kafkaSender } = await import('../src/kafkaProducer.ts');

const SESSION_MS = 3_000;
const authority = await makeAuthority();
const broker = await makeBroker({
  authority: authority.url,
  more: `listener.name.iam.oauthbearer.connections.max.reauth.ms=${SESSION_MS}\nconnections.max.idle.ms=${SESSION_MS}`,
});
const ssm = mockClient(SSMClient);
const senders: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  await broker.start();
  await broker.createTopics(['ecommerce.dev.orders']);
});
beforeEach(() => keep({ ...CREDENTIALS, ca: broker.ca }));
afterAll(async () => {
  await Promise.all(senders.map(({ close }) => close()));
  await broker.remove();
  authority.close();
});

/** Keeps a secret in Parameter Store; what was read before is forgotten, as after a minute. */
const keep = (secret: object) => {
  clearCaches();
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: JSON.stringify(secret) } });
};

const senderTo = (address: string, auth: 'scram' | 'iam') => {
  const send = kafkaSender(
    { brokers: [address], auth, isEncrypted: true, parameter: '/kafka', region: authority.region },
    'dev',
  );
  senders.push(send);
  return send;
};

const records = [recordOf('1', bodyOf('ORDER_CREATED', 'a')), recordOf('2', bodyOf('ORDER_CREATED', 'b'), 'orders/b')];
const all = records.map(({ messageId }) => ({ itemIdentifier: messageId }));

describe('with TLS', () => {
  test('a broker whose authority the secret names gets the events', async () => {
    expect(await forwardToKafka(records, senderTo(broker.scram, 'scram'))).toEqual([]);
  });

  test.each([
    ['whose authority nobody trusts', () => broker.scram, {}, /^UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT/],
    [
      ...['whose certificate is for another name', () => broker.scram.replace('localhost', '127.0.0.1')],
      ...[{ ca: broker.ca }, /^ERR_TLS_CERT_ALTNAME_INVALID/],
    ] as const,
  ])('a broker %s gets none, and all come again', async (_, addressOf, ca, reason) => {
    keep({ ...CREDENTIALS, ...ca });
    const send = senderTo(addressOf(), 'scram');

    expect(await send(records.map(eventIn)).catch(reasonsOf)).toEqual([expect.stringMatching(reason)]);
    expect(await forwardToKafka(records, send)).toEqual(all);
  });

  test('a changed password takes effect with the next connection', async () => {
    keep({ ...CREDENTIALS, ca: broker.ca, password: 'former' });
    const send = senderTo(broker.scram, 'scram');
    expect(await forwardToKafka(records, send)).toEqual(all);

    keep({ ...CREDENTIALS, ca: broker.ca });
    expect(await forwardToKafka(records, send)).toEqual([]);
  });
});
