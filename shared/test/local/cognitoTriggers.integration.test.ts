import { setTimeout as sleep } from 'node:timers/promises';
import { ConfirmForgotPasswordCommand, ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASSWORD, POOL_ID, startPool } from './cognitoFixture.ts';

const TIMEOUT_MS = 60;
const POST_CONFIRMATION = 'arn:aws:lambda:eu-west-1:000000000000:function:createUser';
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
    pool: { LambdaConfig: { PostConfirmation: POST_CONFIRMATION, PostAuthentication: POST_AUTHENTICATION } },
    options: { invokeTrigger, triggerTimeoutMs: TIMEOUT_MS },
  });
});
afterAll(() => pool.close());
beforeEach(() => {
  calls = [];
  run = ({ event }) => event;
});

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('PostConfirmation', () => {
  test('gets AWS’s event after the confirmation', async () => {
    const { UserSub } = await pool.signUp('Ada', undefined, [{ Name: 'name', Value: 'Ada L' }]);
    await pool.confirm('Ada');

    expect(calls).toEqual([
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
    expect(calls).toHaveLength(3);
    expect((await pool.userOf('Broken')).UserStatus).toBe('CONFIRMED');
  });

  test('that does not answer in time fails the call after three times', async () => {
    await pool.signUp('Slow');
    run = ({ event }) => sleep(TIMEOUT_MS * 10, event, { ref: false });
    await expect(pool.confirm('Slow')).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'PostConfirmation invocation failed due to error Socket timeout while invoking Lambda function.',
    });
    expect(calls).toHaveLength(3);
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
    expect(calls).toMatchObject([{ event: { triggerSource: 'PostConfirmation_ConfirmForgotPassword' } }]);
  });
});

describe('PostAuthentication', () => {
  test('gets AWS’s event for each sign-in', async () => {
    await pool.createUser('Signer');
    calls = [];
    await pool.signIn('Signer');
    expect(calls).toMatchObject([
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
    run = fail('not today');
    await expect(pool.signIn('Refused')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PostAuthentication failed with error not today.',
    });
  });

  test('is not called for a wrong password', async () => {
    await pool.createUser('Mistaken');
    calls = [];
    await expect(pool.signIn('Mistaken', 'Wrong-horse-1')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(calls).toEqual([]);
  });
});
