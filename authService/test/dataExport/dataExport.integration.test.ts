import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { User } from '../../src/account/account.ts';
import { EXPORT_BUCKET, startAccounts } from '../accountSetting.ts';
import { newPerson, type Person } from '../signedInAccounts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let accounts: Awaited<ReturnType<typeof startAccounts>>;
let s3: S3Client;
const ssm = mockClient(SSMClient);
const lambda = mockClient(LambdaClient);
const ses = mockClient(SESClient);

beforeAll(async () => {
  Object.assign(process.env, {
    MAIL_FROM: 'shop@example.com',
    MAIL_RETRY_SECONDS: '30',
    NOTIFICATION_DEAD_LETTER_QUEUE_URL: 'dead',
  });
  accounts = await startAccounts();
  s3 = new S3Client({});
});
beforeEach(() => {
  for (const client of [ssm, lambda, ses]) client.reset();
  ses.onAnyCommand().resolves({});
  deployed('orderService');
  answers(({ position = 'cart' }) => PAGES[position]);
});
afterEach(() => {
  accounts.clock.aheadMs = 0;
});
afterAll(() => accounts.close());

type Page = { section: string; records: object[]; next?: string };

/** What orderService answers, by position. */
const PAGES: Record<string, Page> = {
  cart: { section: 'cart', records: [], next: 'orders' },
  orders: { section: 'orders', records: [{ id: 'o-1' }, { id: 'o-2' }], next: 'orders:2' },
  'orders:2': { section: 'orders', records: [{ id: 'o-3', note: 'naïve “quotes” 😀' }] },
};

/** Services with a parameter in Parameter Store. */
const deployed = (...services: string[]) =>
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.filter((Name) => services.some((service) => Name.includes(service))).map((Name) => ({
      Name,
      Value: `arn:of:${Name.split('/')[3]}`,
    })),
  }));

/** Has the exporters of other services answer. */
const answers = (page: (request: { userId: string; position?: string }) => Page | undefined | Promise<Page>) =>
  lambda.on(InvokeCommand).callsFake(async ({ Payload }: { Payload: string }) => {
    const answer = JSON.stringify(await page(JSON.parse(Payload)));
    return { Payload: { transformToString: () => answer } };
  });

const ask = ({ id: token }: Pick<Person, 'id'>) => accounts.call('exportMe', { token });
const messagesOf = ({ userId }: Pick<Person, 'userId'>) =>
  accounts
    .requestedExports()
    .map((body) => JSON.parse(body) as { userId: string; exportId: string })
    .filter((message) => message.userId === userId);
const mailRequestsOf = ({ userId }: Pick<Person, 'userId'>) =>
  accounts.requestedMails().filter((body) => body.includes('exportReady') && body.includes(userId));

/** Delivers a message to a queue's consumer. */
const deliver = async (handler: 'collectExport' | 'sendMail', body: object) => {
  const module = await import(`../../src/handlers/${handler}.ts`);
  const attributes = { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' };
  const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(body), messageAttributes: {}, attributes };
  return module.handler({ Records: [record] }, { getRemainingTimeInMillis: () => 15_000 } as Context);
};

/** Collects the newest export of a person. */
const collect = (person: Person) => deliver('collectExport', messagesOf(person).at(-1) ?? {});

/** Sends the emails about a person's exports. */
const sendMails = async (person: Person) => {
  for (const body of mailRequestsOf(person)) await deliver('sendMail', JSON.parse(body));
};

const mails = () => ses.commandCalls(SendEmailCommand).map((call) => call.args[0].input.Message);
const linksIn = () =>
  mails().map((mail) => /https:\/\/api\.example\/exports\/([\w.-]+)/.exec(mail?.Body?.Text?.Data ?? '')?.[1] ?? '');
const open = (token: string) => accounts.call('openExport', { path: { token } });

const filesOf = async ({ userId }: Pick<Person, 'userId'>): Promise<string[]> => {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: EXPORT_BUCKET, Prefix: `exports/${userId}` }),
  );
  return Contents.map(({ Key = '' }) => Key);
};
const contentOf = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: EXPORT_BUCKET, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
};
const rowsWith = async (text: string) => {
  const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'Users' }));
  return Items.filter((row) => JSON.stringify(row).includes(text));
};

describe('a request for an export', () => {
  test('is the same export while that is running, and sends one message', async () => {
    const ann = await newPerson(accounts, 'Ann Export');

    const answers = await Promise.all([ask(ann), ask(ann), ask(ann)]);
    const again = await ask(ann);

    expect(again).toMatchObject({ status: 202, body: { id: expect.any(String), requestedAt: expect.any(String) } });
    for (const answer of answers) expect(answer).toEqual(again);
    expect(new Set(messagesOf(ann).map(({ exportId }) => exportId))).toEqual(new Set([again.body.id]));
    const sent = messagesOf(ann).length;
    await ask(ann);
    expect(messagesOf(ann)).toHaveLength(sent);
  });

  test('sends the message that an earlier request could not send', async () => {
    const bea = await newPerson(accounts, 'Bea Export');
    const down = jest.spyOn(SQSClient.prototype, 'send').mockRejectedValue(awsError('ServiceUnavailable') as never);
    expect((await ask(bea)).status).toBe(503);
    down.mockRestore();

    expect((await ask(bea)).status).toBe(202);
    expect(messagesOf(bea)).toHaveLength(1);
  });

  test('is refused when there were two in 24 hours, with the time to wait', async () => {
    const cem = await newPerson(accounts, 'Cem Export');
    for (const _ of [1, 2]) {
      expect((await ask(cem)).status).toBe(202);
      await collect(cem);
      accounts.clock.aheadMs += 30 * 60_000; // the token is valid for an hour
    }
    const { request } = await import('../../../shared/test/httpEvent.ts');
    const { handler } = await import('../../src/handlers/exportMe.ts');
    const { signInAs } = await import('../signedInAccounts.ts');
    const { id } = await signInAs(accounts, { email: cem.email });

    const { status, body, headers } = await request(handler, { headers: { authorization: `Bearer ${id}` } });

    expect({ status, body }).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect(Number(headers?.['retry-after'])).toBeCloseTo(23 * 3600, -2);
    accounts.clock.aheadMs += 23 * HOUR;
    const later = await signInAs(accounts, { email: cem.email });
    expect((await ask(later)).status).toBe(202);
  });

  test('begins another export when the last one has not finished within a day', async () => {
    const dov = await newPerson(accounts, 'Dov Export');
    const { body: first } = await ask(dov);
    accounts.clock.aheadMs += DAY + 1;
    const { signInAs } = await import('../signedInAccounts.ts');

    const { body: second } = await ask(await signInAs(accounts, { email: dov.email }));

    expect(second.id).not.toBe(first.id);
    expect(messagesOf(dov).map(({ exportId }) => exportId)).toEqual([first.id, second.id]);
  });

  test('needs a token, and an account', async () => {
    const eli = await newPerson(accounts, 'Eli Export');
    expect((await accounts.call('exportMe')).status).toBe(401);
    await accounts.deliverDeletion(eli.userId);

    expect((await ask(eli)).status).toBe(404);
    expect(messagesOf(eli)).toEqual([]);
  });
});

describe('an export', () => {
  test('has what each service holds, and names those that are not deployed', async () => {
    const fay = await newPerson(accounts, 'Fay Export');
    const address = { name: 'Fay', line1: 'Ringweg 7', postalCode: '10115', city: 'Berlin', country: 'DE' };
    await accounts.call('addAddress', { token: fay.id, body: address });
    await ask(fay);

    await collect(fay);

    const [file = ''] = await filesOf(fay);
    expect(file).toBe(`exports/${fay.userId}/${messagesOf(fay)[0]?.exportId}`);
    const content = await contentOf(file);
    expect(content).toEqual({
      userId: fay.userId,
      exportedAt: expect.any(String),
      notDeployed: ['productService'],
      authService: {
        account: [
          {
            userId: fay.userId,
            fullName: fay.fullName,
            email: fay.email,
            createdAt: expect.any(String),
            groups: [],
            mfa: false,
            username: 'Fay_Export',
          },
        ],
        addresses: [{ ...address, id: expect.any(String), isDefault: true }],
        exports: [{ requestedAt: expect.any(String) }],
      },
      orderService: { cart: [], orders: [{ id: 'o-1' }, { id: 'o-2' }, PAGES['orders:2']?.records[0]] },
    });
    expect(mailRequestsOf(fay)).toHaveLength(1);
  });

  test('can be of any size', async () => {
    const gus = await newPerson(accounts, 'Gus Export');
    await ask(gus);
    const records = Array.from({ length: 50 }, (_, index) => ({ index, text: 'ü'.repeat(40_000) }));
    answers(({ position = '0' }) => ({
      section: 'orders',
      records,
      ...(position === '4' ? {} : { next: String(Number(position) + 1) }),
    }));

    await collect(gus);

    const [file = ''] = await filesOf(gus);
    expect((await contentOf(file)).orderService.orders).toHaveLength(250);
  });

  test('survives outages of the exporters, and fails for good errors', async () => {
    const hal = await newPerson(accounts, 'Hal Export');
    await ask(hal);
    const throttled = Object.assign(new Error('rate'), { name: 'TooManyRequestsException' });
    const timedOut = { FunctionError: 'Unhandled', Payload: failure('Sandbox.Timedout') };
    lambda.reset();
    lambda
      .on(InvokeCommand)
      .rejectsOnce(throttled)
      .resolvesOnce(timedOut as never)
      .resolves({ Payload: { transformToString: () => '{"section":"cart","records":[]}' } } as never);

    await collect(hal);
    expect(await filesOf(hal)).toHaveLength(1);

    const ida = await newPerson(accounts, 'Ida Export');
    await ask(ida);
    lambda.reset();
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: failure('TypeError') } as never);
    await expect(collect(ida)).rejects.toThrow('TypeError');
    expect(await filesOf(ida)).toEqual([]);
    expect(mailRequestsOf(ida)).toEqual([]);
  });

  test('whose message arrives twice is collected once', async () => {
    const jan = await newPerson(accounts, 'Jan Export');
    await ask(jan);

    await Promise.all([collect(jan), collect(jan)]);
    const calls = lambda.commandCalls(InvokeCommand).length;
    await collect(jan);

    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(calls);
    expect(await filesOf(jan)).toHaveLength(1);
    await sendMails(jan);
    expect(mails()).toHaveLength(1);
  });
});

const failure = (errorType: string) => ({
  transformToString: () => JSON.stringify({ errorType, errorMessage: errorType }),
});

describe('the email about an export', () => {
  test('has a link that leads to the file for seven days', async () => {
    const kim = await newPerson(accounts, 'Kim Export');
    await ask(kim);
    await collect(kim);
    await sendMails(kim);

    expect(mails()).toMatchObject([{ Subject: { Data: 'Your data is ready' } }]);
    const [token = ''] = linksIn();
    const { handler } = await import('../../src/handlers/openExport.ts');
    const { request } = await import('../../../shared/test/httpEvent.ts');
    const { status, headers } = await request(handler, { path: { token } });
    expect({ status, headers }).toMatchObject({ status: 302, headers: { 'cache-control': 'no-store' } });
    const file = await fetch(String(headers?.location));
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="personal-data.json"');
    expect(await file.json()).toMatchObject({ userId: kim.userId });
    accounts.clock.aheadMs = 7 * DAY - 60_000;
    expect((await open(token)).status).toBe(302);
    accounts.clock.aheadMs = 7 * DAY + 60_000;
    expect(await open(token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('is not opened by anything but its own secret, which no table contains', async () => {
    const lea = await newPerson(accounts, 'Lea Export');
    await ask(lea);
    await collect(lea);
    await sendMails(lea);
    const [userId, secret = ''] = linksIn()[0]?.split('.') ?? [];

    for (const token of [secret, `${userId}.`, `${userId}.${'A'.repeat(43)}`, `other.${secret}`, `${userId}/${secret}`])
      expect((await open(token)).status).toBe(404);
    expect(await rowsWith(secret)).toEqual([]);
    expect(accounts.requestedMails().join()).not.toContain(secret);
  });

  test('is sent once, however often it is requested, and again when sending was cut off', async () => {
    const mia = await newPerson(accounts, 'Mia Export');
    await ask(mia);
    await collect(mia);
    const [body = '{}'] = mailRequestsOf(mia);
    const send = () => deliver('sendMail', JSON.parse(body));
    ses.reset();
    ses.on(SendEmailCommand).rejectsOnce(awsError('Throttling')).resolves({});

    expect((await send()).batchItemFailures).toHaveLength(1);
    expect((await send()).batchItemFailures).toEqual([]);
    expect((await send()).batchItemFailures).toEqual([]);
    expect(mails()).toHaveLength(2); // one of which SES refused

    const { claimExportMail } = await import('../../src/dataExport/exportStore.ts');
    const ned = await newPerson(accounts, 'Ned Export');
    await ask(ned);
    await collect(ned);
    const [message] = messagesOf(ned);
    await claimExportMail(ned.userId, message?.exportId ?? '', 'of a call that died');
    await sendMails(ned);
    expect(mails()).toHaveLength(2);
    accounts.clock.aheadMs += 61_000;
    await sendMails(ned);
    expect(mails()).toHaveLength(3);
  });
});

describe('the deletion of the account', () => {
  test('removes the file and ends the link', async () => {
    const ola = await newPerson(accounts, 'Ola Export');
    await ask(ola);
    await collect(ola);
    await sendMails(ola);

    await accounts.deliverDeletion(ola.userId);

    expect(await filesOf(ola)).toEqual([]);
    expect(await rowsWith(ola.userId)).toEqual([]);
    expect((await open(linksIn()[0] ?? '')).status).toBe(404);
  });

  test('stops an export that is running, of which nothing is left', async () => {
    const pia = await newPerson(accounts, 'Pia Export');
    await ask(pia);
    answers(async ({ userId }) => {
      await accounts.deliverDeletion(userId);
      return { section: 'cart', records: [] };
    });

    await collect(pia);

    expect(await filesOf(pia)).toEqual([]);
    expect(await rowsWith(pia.userId)).toEqual([]);
    await sendMails(pia);
    expect(mails()).toEqual([]);
  });

  test('also ends an export that a token of the deleted account has requested', async () => {
    const { beginExport } = await import('../../src/dataExport/exportStore.ts');
    const rio = await newPerson(accounts, 'Rio Export');
    await accounts.deliverDeletion(rio.userId);
    const { id: exportId } = await beginExport(rio.userId); // between the check for the account and its deletion

    await deliver('collectExport', { userId: rio.userId, exportId });

    expect(await rowsWith(rio.userId)).toEqual([]);
    expect(await filesOf(rio)).toEqual([]);
  });
});

/** Makes one of the calls to AWS fail, as if the function had died before it. */
const crashAt = (position: number) => {
  let calls = 0;
  const clients = [CognitoIdentityProviderClient, DynamoDBDocumentClient, SQSClient, S3Client, SSMClient, LambdaClient];
  const spies = clients.map(({ prototype }) => {
    const send = prototype.send as (...args: unknown[]) => Promise<unknown>;
    return jest.spyOn(prototype as { send: typeof send }, 'send').mockImplementation(async function (
      this: unknown,
      ...args
    ) {
      calls += 1;
      if (calls === position) throw new Error('crash');
      return send.apply(this, args);
    });
  });
  return {
    hasCrashed: () => calls >= position,
    end: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
};

/** Requests an export without a token, a day after the last one. */
const askWithoutToken = async ({ userId }: Person) => {
  const { requestExport } = await import('../../src/dataExport/requestExport.ts');
  accounts.clock.aheadMs += DAY;
  await requestExport({ userId, groups: [] });
};

/** Does what the deletion of an account does to its rows and files, or undoes the former. */
const forget = async ({ userId }: Person, user: User) => {
  const { deleteRows } = await import('../../src/account/rowStore.ts');
  const { exportsKey } = await import('../../src/dataExport/exportStore.ts');
  const { deleteExportFiles } = await import('../../src/dataExport/exportFileStore.ts');
  const { putUserOnce } = await import('../../src/account/userStore.ts');
  await deleteRows([exportsKey(userId), userId]);
  await deleteExportFiles(userId);
  return () => putUserOnce(user);
};

test('an export that was cut off at any of its calls is completed by the next attempt, or leaves nothing once the account is deleted', async () => {
  const { getUser } = await import('../../src/account/userStore.ts');
  const sam = await newPerson(accounts, 'Sam Export');
  const user = (await getUser(sam.userId)) as User;
  let position = 0;
  for (let hasCrashed = true; hasCrashed; ) {
    position += 1;
    for (const isDeleted of [false, true]) {
      await askWithoutToken(sam);
      const { exportId = '' } = messagesOf(sam).at(-1) ?? {};
      const before = mailRequestsOf(sam).length;
      const crash = crashAt(position);
      await collect(sam).catch((error: Error) => expect(error.message).toContain('crash'));
      crash.end();
      hasCrashed = crash.hasCrashed();

      const restore = isDeleted ? await forget(sam, user) : undefined;
      await collect(sam);

      const file = `exports/${sam.userId}/${exportId}`;
      if (isDeleted) expect(await filesOf(sam)).toEqual([]);
      else expect(await filesOf(sam)).toContain(file);
      expect(await rowsWith(`exports#${sam.userId}`)).toHaveLength(isDeleted ? 0 : 1);
      if (!isDeleted) expect(mailRequestsOf(sam).length).toBeGreaterThan(before);
      await restore?.();
    }
  }
  expect(position).toBeGreaterThan(10);
}, 30_000);
