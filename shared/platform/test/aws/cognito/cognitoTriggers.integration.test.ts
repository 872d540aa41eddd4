import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASSWORD, POOL_ID, startPool } from './cognitoFixture.ts';

const TIMEOUT_MS = 60;
const POST_CONFIRMATION = 'arn:aws:lambda:eu-west-1:000000000000:function:createUser';
const PRE_SIGN_UP = 'arn:aws:lambda:eu-west-1:000000000000:function:checkSignUp';
const PRE_AUTHENTICATION = 'arn:aws:lambda:eu-west-1:000000000000:function:checkSignIn';
const CUSTOM_MESSAGE = 'arn:aws:lambda:eu-west-1:000000000000:function:writeMail';
const POST_AUTHENTICATION = 'arn:aws:lambda:eu-west-1:000000000000:function:noteSignIn';

type Call = { functionArn: string; event: unknown };
let calls: Call[] = [];
let run: (call: Call) => unknown;
let pool: Awaited<ReturnType<typeof startPool>>;

beforeAll(async () => {
  const invokeTrigger = async (functionArn: string, event: unknown) => {
    calls.push({ functionArn, event });
    return run({ functionArn, event });
  };
  pool = await startPool({
    pool: {
      LambdaConfig: {
        PreSignUp: PRE_SIGN_UP,
        PostConfirmation: POST_CONFIRMATION,
        PreAuthentication: PRE_AUTHENTICATION,
        PostAuthentication: POST_AUTHENTICATION,
        CustomMessage: CUSTOM_MESSAGE,
      },
    },
    options: { invokeTrigger, triggerTimeoutMs: TIMEOUT_MS },
  });
});
afterAll(() => pool.close());
beforeEach(() => {
  calls = [];
  run = ({ event }) => event;
});

type TriggerEvent = { triggerSource: string; request: Record<string, unknown>; response: Record<string, unknown> };

/** Lets one trigger do something, all others nothing. */
const only = (trigger: string, work: (event: TriggerEvent) => unknown) => {
  run = ({ event }) =>
    (event as TriggerEvent).triggerSource.startsWith(trigger) ? work(event as TriggerEvent) : event;
};
const callsOf = (trigger: string) =>
  calls.map(({ event }) => event as TriggerEvent).filter(({ triggerSource }) => triggerSource.startsWith(trigger));

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('PostConfirmation', () => {
  test('gets AWS’s event after the confirmation', async () => {
    const { UserSub } = await pool.signUp('Ada', undefined, [{ Name: 'name', Value: 'Ada L' }]);
    await pool.confirm('Ada');

    expect(calls.filter(({ functionArn }) => functionArn === POST_CONFIRMATION)).toEqual([
      {
        functionArn: POST_CONFIRMATION,
        event: {
          version: '1',
          region: 'eu-west-1',
          userPoolId: POOL_ID,
          userName: 'Ada',
          callerContext: { awsSdkVersion: expect.any(String), clientId: pool.clientId },
          triggerSource: 'PostConfirmation_ConfirmSignUp',
          request: {
            userAttributes: {
              sub: UserSub,
              'cognito:user_status': 'CONFIRMED',
              email: 'Ada@example.com',
              email_verified: 'true',
              name: 'Ada L',
            },
          },
          response: {},
        },
      },
    ]);
  });

  test('is called again when it throws, and the second success counts', async () => {
    await pool.signUp('Retry');
    const seen: unknown[] = [];
    run = ({ event }) => {
      seen.push(structuredClone(event));
      if (seen.length > 1) return event;
      Object.assign(event as object, { userName: 'spoilt' });
      throw new Error('once');
    };
    await expect(pool.confirm('Retry')).resolves.toBeDefined();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
  });

  test('that keeps throwing fails the call after three times, and the user stays confirmed', async () => {
    await pool.signUp('Broken');
    run = fail('the table is gone');
    await expect(pool.confirm('Broken')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PostConfirmation failed with error the table is gone.',
    });
    expect(callsOf('PostConfirmation')).toHaveLength(3);
    expect((await pool.userOf('Broken')).UserStatus).toBe('CONFIRMED');
  });

  test('that does not answer in time fails the call after three times', async () => {
    await pool.signUp('Slow');
    run = ({ event }) => sleep(TIMEOUT_MS * 10, event, { ref: false });
    await expect(pool.confirm('Slow')).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'PostConfirmation invocation failed due to error Socket timeout while invoking Lambda function.',
    });
    expect(callsOf('PostConfirmation')).toHaveLength(3);
  });

  test('must return the event', async () => {
    await pool.signUp('Silent');
    run = () => undefined;
    await expect(pool.confirm('Silent')).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });

  test('is told of a password reset as such', async () => {
    await pool.createUser('Reset');
    calls = [];
    const who = { ClientId: pool.clientId, Username: 'Reset' };
    await pool.sdk.send(new ForgotPasswordCommand(who));
    const ConfirmationCode = pool.lastCode('Reset@example.com');
    await pool.sdk.send(new ConfirmForgotPasswordCommand({ ...who, ConfirmationCode, Password: `${PASSWORD}2` }));
    expect(callsOf('PostConfirmation')).toMatchObject([{ triggerSource: 'PostConfirmation_ConfirmForgotPassword' }]);
  });
});

describe('PostAuthentication', () => {
  test('gets AWS’s event for each sign-in', async () => {
    await pool.createUser('Signer');
    calls = [];
    await pool.signIn('Signer');
    expect(calls.slice(-1)).toMatchObject([
      {
        functionArn: POST_AUTHENTICATION,
        event: {
          triggerSource: 'PostAuthentication_Authentication',
          userName: 'Signer',
          request: { newDeviceUsed: false, userAttributes: { email: 'Signer@example.com' } },
        },
      },
    ]);
  });

  test('that throws fails the sign-in', async () => {
    await pool.createUser('Refused');
    only('PostAuthentication', fail('not today'));
    await expect(pool.signIn('Refused')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PostAuthentication failed with error not today.',
    });
  });

  test('is not called for a wrong password', async () => {
    await pool.createUser('Mistaken');
    calls = [];
    await expect(pool.signIn('Mistaken', 'Wrong-horse-1')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(callsOf('PostAuthentication')).toEqual([]);
  });
});

describe('PreSignUp', () => {
  test('gets AWS’s event before the user exists', async () => {
    const UserAttributes = [{ Name: 'email', Value: 'early@example.com' }];
    const ValidationData = [{ Name: 'invitation', Value: '7' }];
    const user = { ClientId: pool.clientId, Username: 'Early', Password: PASSWORD, UserAttributes };

    await pool.sdk.send(new SignUpCommand({ ...user, ValidationData, ClientMetadata: { from: 'test' } }));

    expect(calls[0]).toMatchObject({
      functionArn: PRE_SIGN_UP,
      event: {
        triggerSource: 'PreSignUp_SignUp',
        userName: 'Early',
        request: {
          userAttributes: { email: 'early@example.com' },
          validationData: { invitation: '7' },
          clientMetadata: { from: 'test' },
        },
      },
    });
    expect(callsOf('PreSignUp')[0]?.request.userAttributes).toEqual({ email: 'early@example.com' });
  });

  test('that throws leaves no user behind and sends no email', async () => {
    run = fail('not you');
    await expect(pool.signUp('Unwanted')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error not you.',
    });
    await expect(pool.userOf('Unwanted')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(pool.lastCode('Unwanted@example.com')).toBe('no mail');
  });
});

describe('PreAuthentication', () => {
  test('that throws rejects the sign-in, before the password is looked at', async () => {
    await pool.createUser('Held');
    only('PreAuthentication', fail('PASSWORD_RESET_REQUIRED'));

    for (const password of [PASSWORD, 'Wrong-horse-1']) {
      await expect(pool.signIn('Held', password)).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PreAuthentication failed with error PASSWORD_RESET_REQUIRED.',
      });
    }
  });

  test('is told whether there is such a user, where the client hides it', async () => {
    await pool.createUser('Known');
    calls = [];
    await pool.signIn('Known');
    await expect(pool.signIn('Nobody')).rejects.toMatchObject({ name: 'NotAuthorizedException' });

    expect(callsOf('PreAuthentication').map(({ request }) => request)).toMatchObject([
      { userNotFound: false, userAttributes: { 'cognito:user_status': 'CONFIRMED' } },
      { userNotFound: true, userAttributes: {} },
    ]);
  });
});

describe('CustomMessage', () => {
  test.each([
    ['SignUp', () => pool.signUp('Worded1'), 'Worded1'],
    [
      'ResendCode',
      async () => {
        await pool.signUp('Worded2');
        await pool.sdk.send(new ResendConfirmationCodeCommand({ ClientId: pool.clientId, Username: 'Worded2' }));
      },
      'Worded2',
    ],
    [
      'ForgotPassword',
      async () => {
        await pool.createUser('Worded3');
        await pool.sdk.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: 'Worded3' }));
      },
      'Worded3',
    ],
  ])('words the email of %s', async (occasion, happen, username) => {
    only('CustomMessage', (event) => {
      event.response = {
        emailSubject: `For ${occasion}`,
        emailMessage: `${event.triggerSource}: ${event.request.codeParameter}`,
      };
      return event;
    });

    await happen();

    expect(pool.mails.findLast(({ to }) => to === `${username}@example.com`)).toMatchObject({
      subject: `For ${occasion}`,
      text: expect.stringMatching(new RegExp(`^CustomMessage_${occasion}: \\d{6}$`)),
    });
  });

  test('that throws sends no email; the user exists all the same', async () => {
    only('CustomMessage', fail('too many'));
    await expect(pool.signUp('Unmailed')).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
    expect((await pool.userOf('Unmailed')).UserStatus).toBe('UNCONFIRMED');
    expect(pool.lastCode('Unmailed@example.com')).toBe('no mail');
  });

  test('must keep the place of the code', async () => {
    only('CustomMessage', (event) => ({ ...event, response: { emailMessage: 'no code here' } }));
    await expect(pool.signUp('Codeless')).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
  });
});
