import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { FOLLOW_UP_SECONDS, startAccounts } from './accountSetting.ts';
import { newPerson, PASSWORD, type Person, signInAs } from './signedInAccounts.ts';

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterEach(() => {
  accounts.clock.aheadMs = 0;
});
afterAll(() => accounts.close());

const remove = ({ access: token }: Pick<Person, 'access'>, body: object = { password: PASSWORD }) =>
  accounts.call('deleteMe', { token, body });
const accepted = { status: 202, body: { msg: 'Your account is being deleted.' } };
const requests = ({ userId }: Person): number =>
  accounts.requestedDeletions().filter((body) => body === JSON.stringify({ userId })).length;
const events = ({ userId }: Person) => accounts.published().filter(({ data }) => data.userId === userId);
const goodbyes = ({ userId }: Person) =>
  accounts.requestedMails().filter((body) => body.includes('accountDeleted') && body.includes(userId));

/** Everything in the tables that contains one of the texts. */
const rowsWith = async (...texts: string[]) => {
  const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
  const tables = await Promise.all(
    ['Users', 'DeletedAccounts'].map((TableName) => dynamodb.send(new ScanCommand({ TableName }))),
  );
  return tables
    .flatMap(({ Items = [] }) => Items)
    .filter((row) => texts.some((text) => JSON.stringify(row).toLowerCase().includes(text.toLowerCase())));
};

/** Carries out a deletion to its end. */
const carryOut = async ({ userId }: Person) => {
  await accounts.deliverDeletion(userId);
  accounts.clock.aheadMs += (FOLLOW_UP_SECONDS + 1) * 1000;
  expect(await accounts.deliverDeletion(userId)).toBe(true);
};

describe('the request to delete an account', () => {
  test('needs the password, and the access token', async () => {
    const ann = await newPerson(accounts, 'Ann Request');

    expect(await remove(ann, { password: 'wrong-1234' })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
    expect(await remove(ann, {})).toMatchObject({ status: 400, body: { issues: [{ path: 'password' }] } });
    expect(await remove({ access: ann.id })).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(requests(ann)).toBe(0);
    expect(await remove(ann)).toMatchObject(accepted);
    expect(requests(ann)).toBe(1);
  });

  test('needs a code where sign-ins ask for one', async () => {
    const ben = await newPerson(accounts, 'Ben Request');
    const { body } = await accounts.call('startMfa', { token: ben.access, body: { password: PASSWORD } });
    const totp = new TOTP({ secret: Secret.fromBase32(String(body.secret)) });
    const code = () => totp.generate({ timestamp: Date.now() });
    await accounts.call('confirmMfa', { token: ben.access, body: { code: code() } });
    accounts.clock.aheadMs += 30_000;

    expect(await remove(ben)).toMatchObject({ status: 400, body: { issues: [{ path: 'code' }] } });
    expect(await remove(ben, { password: PASSWORD, code: '000000' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_CONFIRMATION_CODE' },
    });
    expect(requests(ben)).toBe(0);
    expect(await remove(ben, { password: PASSWORD, code: code() })).toMatchObject(accepted);
    expect(requests(ben)).toBe(1);
  });

  test('is refused to the last admin, who stays one, and accepted from any other', async () => {
    const [cat, dan] = [await newPerson(accounts, 'Cat Admin'), await newPerson(accounts, 'Dan Admin')];
    await accounts.addToGroup('Cat_Admin', 'admin');
    await accounts.addToGroup('Dan_Admin', 'admin');

    const answers = await Promise.all([remove(cat), remove(dan)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('LAST_ADMIN');
    const stays = answers[0].status === 409 ? cat : dan;
    const { id } = await signInAs(accounts, { email: stays.email });
    expect((await accounts.call('getMe', { token: id })).body.groups).toEqual(['admin']);
  });

  test('is accepted again after its response was lost, also when the account is gone', async () => {
    const eve = await newPerson(accounts, 'Eve Request');
    await remove(eve);

    expect(await remove(eve)).toMatchObject(accepted);
    await accounts.deliverDeletion(eve.userId);

    expect(await remove(eve)).toMatchObject(accepted);
    expect(await remove(eve, { password: 'wrong-1234' })).toMatchObject(accepted);
  });
});

describe('a deleted account', () => {
  test('leaves an id and the times, and nothing else', async () => {
    const fay = await newPerson(accounts, 'Fay Distinctive', 'fay@distinctive.example');
    const address = { name: 'Fay Distinctive', line1: 'Ringweg 7', postalCode: '10115', city: 'Berlin', country: 'DE' };
    await accounts.call('addAddress', { token: fay.id, body: address });
    expect((await rowsWith('distinctive')).length).toBeGreaterThan(4);

    await carryOut(fay);

    expect(await rowsWith('distinctive', 'Ringweg')).toEqual([]);
    expect(await rowsWith(fay.userId)).toEqual([
      expect.objectContaining({
        userId: fay.userId,
        requestedAt: expect.any(String),
        deletedAt: expect.any(String),
        completedAt: expect.any(String),
        isOwnerInformed: true,
      }),
    ]);
    expect(goodbyes(fay)).toEqual([
      JSON.stringify({
        mail: 'accountDeleted',
        userId: fay.userId,
        email: fay.email,
        fullName: fay.fullName,
      }),
    ]);
  });

  test('cannot sign in or out, refresh or change anything', async () => {
    const gil = await newPerson(accounts, 'Gil Gone');
    const { refresh } = await signInAs(accounts, { email: gil.email });

    await accounts.deliverDeletion(gil.userId);

    expect((await signInAs(accounts, { email: gil.email })).status).toBe(401);
    expect((await signInAs(accounts, { fullName: gil.fullName })).status).toBe(401);
    expect((await accounts.call('refreshToken', { body: { refreshToken: refresh } })).status).toBe(401);
    expect((await accounts.call('getMe', { token: gil.id })).status).toBe(404);
    const passwords = { oldPassword: PASSWORD, newPassword: 'another-pass1' };
    expect((await accounts.call('changePassword', { token: gil.access, body: passwords })).status).toBe(401);
    expect((await accounts.call('signOut', { body: { accessToken: gil.access } })).status).toBe(401);
  });

  test('gives up its name and address, which the next account has without a reset', async () => {
    const before = await newPerson(accounts, 'Hal Again');
    await accounts.deliverDeletion(before.userId);
    const password = 'quite-new-pass1';
    await accounts.post('/sign-up', { fullName: before.fullName, email: before.email, password });
    await accounts.post('/confirm-sign-up', { email: before.email, confirmationCode: accounts.codeTo(before.email) });

    expect((await signInAs(accounts, { fullName: before.fullName }, password)).status).toBe(200);

    accounts.clock.aheadMs += (FOLLOW_UP_SECONDS + 1) * 1000;
    expect(await accounts.deliverDeletion(before.userId)).toBe(true);
    expect((await signInAs(accounts, { fullName: before.fullName }, password)).status).toBe(200);
    expect((await signInAs(accounts, { email: before.email }, password)).status).toBe(200);
  });

  test('leaves its address contested where it was', async () => {
    const email = 'ida@contested.example';
    const others = { fullName: 'Ida Other', email, password: 'other-pass-1' };
    await accounts.post('/sign-up', others);
    await accounts.post('/sign-up', { fullName: 'Ida Own', email, password: PASSWORD });
    await accounts.post('/confirm-sign-up', { email, fullName: 'Ida Own', confirmationCode: accounts.codeTo(email) });
    await accounts.post('/forgot-password', { email });
    await accounts.post('/reset-password', { email, confirmationCode: accounts.codeTo(email), password: PASSWORD });
    const { access, id } = await signInAs(accounts, { email });
    const { body } = await accounts.call('getMe', { token: id });
    const ida = { fullName: 'Ida Own', email, userId: String(body.userId), access, id };
    accounts.clock.aheadMs += 25 * 3_600_000;

    await carryOut(ida);

    await accounts.post('/sign-up', { fullName: 'Ida Next', email, password: PASSWORD });
    await accounts.post('/confirm-sign-up', { email, confirmationCode: accounts.codeTo(email) });
    expect((await signInAs(accounts, { email })).body.code).toBe('PASSWORD_RESET_REQUIRED');
  });

  test('is announced at once, and again when none of its tokens is valid any more', async () => {
    const jan = await newPerson(accounts, 'Jan Announced');

    expect(await accounts.deliverDeletion(jan.userId)).toBe(false);
    expect(accounts.postponed().at(-1)).toBe(FOLLOW_UP_SECONDS);
    await accounts.call('addAddress', {
      token: jan.id,
      body: { name: 'Jan Announced', line1: 'Lateweg 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
    });
    expect(await rowsWith('Lateweg')).toHaveLength(1);
    accounts.clock.aheadMs += (FOLLOW_UP_SECONDS + 1) * 1000;
    expect(await accounts.deliverDeletion(jan.userId)).toBe(true);

    expect(events(jan).map(({ data }) => data)).toEqual([
      { userId: jan.userId, tokensExpired: false },
      { userId: jan.userId, tokensExpired: true },
    ]);
    expect(await rowsWith('Lateweg', 'Jan Announced')).toEqual([]);
  });

  test('is complete only when its tokens have expired, however late the user pool deleted it', async () => {
    const kim = await newPerson(accounts, 'Kim Late');
    const down = jest
      .spyOn(CognitoIdentityProviderClient.prototype, 'send')
      .mockRejectedValue(new Error('down') as never);
    await expect(accounts.deliverDeletion(kim.userId)).rejects.toThrow('down');
    down.mockRestore();
    accounts.clock.aheadMs += 2 * FOLLOW_UP_SECONDS * 1000;

    expect(await accounts.deliverDeletion(kim.userId)).toBe(false);
    expect(events(kim).map(({ data }) => data.tokensExpired)).toEqual([false]);
  });
});

/** Makes one of the calls to AWS fail, as if the function had died before it. */
const crashAt = (position: number) => {
  let calls = 0;
  const clients = [CognitoIdentityProviderClient, DynamoDBDocumentClient, SQSClient, SNSClient];
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

test('a deletion that was cut off at any of its calls is completed by the next attempt', async () => {
  let position = 0;
  for (let hasCrashed = true; hasCrashed; ) {
    position += 1;
    const person = await newPerson(accounts, `Lou ${position}`);
    const crash = crashAt(position);
    await accounts.deliverDeletion(person.userId).catch((error: Error) => expect(error.message).toBe('crash'));
    crash.end();
    hasCrashed = crash.hasCrashed();

    await carryOut(person);

    expect(await rowsWith(person.fullName, person.email)).toEqual([]);
    expect((await signInAs(accounts, { email: person.email })).status).toBe(401);
    expect(events(person).map(({ data }) => data.tokensExpired)).toContain(true);
    expect(goodbyes(person).length).toBeGreaterThanOrEqual(1);
    accounts.clock.aheadMs = 0;
  }
  expect(position).toBeGreaterThan(10);
});
