import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { bundledForwarder, startParameterStore } from './bundledFunction.ts';
import { bodyOf, recordOf } from './eventSamples.ts';
import { CREDENTIALS, makeBroker, ROTATED } from './kafkaBroker.ts';
import { makeAuthority } from './mskAuthority.ts';

/** How the forwarder reaches a real broker of Apache Kafka: `npm run test:kafka`. */
jest.setTimeout(120_000);
const { eventIn } = await import('../src/forwardedEvent.ts');
const { forwardToKafka } = await import('../src/forwardToKafka.ts');
const { reasonsOf } = await import('../src/kafkaErrors.ts');
const { kafkaSender } = await import('../src/kafkaProducer.ts');

/** How long a connection lives: one that is idle, and one whose token is not renewed. */
const SESSION_MS = 2_000;
const authority = await makeAuthority({ tokenMs: SESSION_MS });
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

const signAs = (secret: string) => {
  process.env.AWS_ACCESS_KEY_ID = authority.account.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = secret;
};

/** Lets this process do nothing, as Lambda does with a function between two calls: no timer runs, no connection is read. */
const freeze = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

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

  test('a password that is corrected takes effect with the next attempt', async () => {
    keep({ ...CREDENTIALS, ca: broker.ca, password: 'former' });
    const send = senderTo(broker.scram, 'scram');
    expect(await forwardToKafka(records, send)).toEqual(all);

    keep({ ...CREDENTIALS, ca: broker.ca });
    expect(await forwardToKafka(records, send)).toEqual([]);
  });
});

describe('with the role of the function, as at Amazon MSK', () => {
  const trusted = getCACertificates();
  beforeAll(() => setDefaultCACertificates([...trusted, broker.ca])); // Amazon's are signed by a public authority
  afterAll(() => setDefaultCACertificates(trusted));
  beforeEach(() => signAs(authority.account.secretAccessKey));

  test('a token that is not signed with its secret is refused, and all come again', async () => {
    signAs('another secret');
    const send = senderTo(broker.iam, 'iam');

    expect(await send(records.map(eventIn)).catch(reasonsOf)).toEqual([expect.stringMatching('invalid_token')]);
    expect(authority.refusals.at(-1)).toContain('wrong: signature');
    expect(await forwardToKafka(records, send)).toEqual(all);

    signAs(authority.account.secretAccessKey);
    expect(await forwardToKafka(records, send)).toEqual([]);
  });

  test('a connection that lives longer than its token is given a new one', async () => {
    const send = senderTo(broker.iam, 'iam');
    expect(await forwardToKafka(records, send)).toEqual([]);
    const before = new Set(authority.tokens);

    const until = Date.now() + 20_000;
    while (new Set(authority.tokens).size === before.size && Date.now() < until) await wait(50);

    expect(new Set(authority.tokens).size).toBeGreaterThan(before.size);
    expect(await forwardToKafka(records, send)).toEqual([]);
  });

  test('a connection whose next token is refused ends, and another is opened', async () => {
    const send = senderTo(broker.iam, 'iam');
    expect(await forwardToKafka(records, send)).toEqual([]);
    const before = authority.refusals.length;

    signAs('another secret');
    const until = Date.now() + 20_000;
    while (authority.refusals.length === before && Date.now() < until) await wait(50);
    signAs(authority.account.secretAccessKey);

    expect(authority.refusals.length).toBeGreaterThan(before);
    expect(await forwardToKafka(records, send)).toEqual([]);
  });

  test('a function that was frozen until its token, its password and its connections have ended sends at once', async () => {
    keep({ ...ROTATED, ca: broker.ca });
    const senders = [senderTo(broker.iam, 'iam'), senderTo(broker.scram, 'scram')];
    for (const send of senders) expect(await forwardToKafka(records, send)).toEqual([]);

    await broker.changePassword(ROTATED.username, 'new');
    keep({ ...ROTATED, password: 'new', ca: broker.ca });
    freeze(2 * SESSION_MS);

    for (const send of senders) expect(await forwardToKafka(records, send)).toEqual([]);
  });
});

test('the function sends as it is bundled and deployed, with the environment of the template', async () => {
  const secret = JSON.stringify({ ...CREDENTIALS, ca: broker.ca });
  const parameterStore = await startParameterStore('/ecommerce/dev/events/kafka', secret);
  const forward = await bundledForwarder(broker.scram);

  expect(await forward({ Records: records }, parameterStore.url)).toEqual({ batchItemFailures: [] });
  parameterStore.close();
});
