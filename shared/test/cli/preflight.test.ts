import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { findStacks } from '@ecommerce/platform/stacks';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { reachStage } from '../../cli/deployment/credentials.ts';
import type { Deployed } from '../../cli/deployment/deployStacks.ts';
import { accountAt, type Finding, preflight } from '../../cli/deployment/preflight.ts';
import { retryThrottled } from '../../cli/deployment/throttling.ts';

const region = 'eu-west-1';
const ses = mockClient(SESv2Client);
const lambda = mockClient(LambdaClient);
const cloudFront = mockClient(CloudFrontClient);
const sts = mockClient(STSClient);

const named = (name: string, message = name) => Object.assign(new Error(message), { name });
const verified = (...identities: string[]) => {
  ses.on(GetEmailIdentityCommand).rejects(named('NotFoundException'));
  for (const EmailIdentity of identities)
    ses.on(GetEmailIdentityCommand, { EmailIdentity }).resolves({ VerifiedForSendingStatus: true });
};

/** An account that lacks nothing. */
beforeEach(() => {
  for (const client of [ses, lambda, cloudFront, sts]) client.reset();
  verified('shop.example');
  ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: true, SendingEnabled: true });
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 1000 } });
  cloudFront.on(ListDistributionsCommand).resolves({
    DistributionList: { Quantity: 1, Marker: '', MaxItems: 1, IsTruncated: false },
  });
});

const look = (stage: string, ...params: string[]): Promise<Finding[]> =>
  preflight('.', findStacks('.'), { stage, region, params }, accountAt(region));
const mailFrom = 'mailFrom=orders@shop.example';

describe('before anything is packaged', () => {
  test('an account without problems gives no findings', async () => {
    expect(await look('prod', mailFrom, 'mailIdentity=shop.example')).toEqual([]);
  });

  test.each([
    ['a domain above it', 'mailFrom=orders@eu.mail.shop.example'],
    ['its own domain, with a name', 'mailFrom=Shop <orders@shop.example>'],
  ])('a sender is verified by %s', async (_, sender) => {
    expect(await look('prod', sender)).toEqual([]);
  });

  test.each([
    ['prod', 'error'],
    ['dev', 'warning'],
  ])('an unverified sender is, on %s, an %s', async (stage, severity) => {
    verified();

    expect(await look(stage, mailFrom)).toEqual([
      { severity, text: expect.stringMatching(/orders@shop\.example.*docs\/deploy\.md#mails-first/) },
    ]);
  });

  test('an unverified identity of the user pool is an error on any stage', async () => {
    expect(await look('dev', mailFrom, 'mailIdentity=other.example')).toEqual([
      { severity: 'error', text: expect.stringMatching(/other\.example.*user pool/) },
    ]);
  });

  test('the sandbox of SES, 10 executions of Lambda and an account without CloudFront are warnings', async () => {
    ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: false, SendingEnabled: true });
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
    cloudFront.on(ListDistributionsCommand).resolves({
      DistributionList: { Quantity: 0, Marker: '', MaxItems: 1, IsTruncated: false },
    });

    expect(await look('prod', mailFrom)).toEqual([
      { severity: 'warning', text: expect.stringContaining('only 10 functions at once') },
      { severity: 'warning', text: expect.stringContaining('sandbox') },
      { severity: 'warning', text: expect.stringContaining('CloudFront') },
    ]);
  });

  test('CloudFront is checked only for a stage that uses it', async () => {
    await look('dev', mailFrom);
    expect(cloudFront.calls()).toHaveLength(0);
    await look('dev', mailFrom, 'imagesBy=cloudfront');
    expect(cloudFront.calls()).toHaveLength(1);
  });

  test('a check without permission is a warning', async () => {
    ses.on(GetEmailIdentityCommand).rejects(named('AccessDeniedException', 'no permission'));

    expect(await look('prod', mailFrom)).toEqual([
      { severity: 'warning', text: 'SES could not be checked: AccessDeniedException: no permission' },
    ]);
  });
});

describe('credentials', () => {
  test('that AWS accepts name their account', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ann' });

    expect(await reachStage({ region })).toEqual({
      region,
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/ann',
    });
  });

  test.each([
    ['CredentialsProviderError', 'There are no usable AWS credentials in this environment'],
    ['TokenProviderError', 'There are no usable AWS credentials in this environment'],
    ['ExpiredToken', 'AWS does not accept the credentials of this environment'],
    ['InvalidClientTokenId', 'AWS does not accept the credentials of this environment'],
  ])('refused with %s lead to the page that helps', async (name, sentence) => {
    sts.on(GetCallerIdentityCommand).rejects(named(name));

    await expect(reachStage({ region })).rejects.toThrow(
      `${sentence} (${name}). How to get some: docs/deploy.md#what-you-need`,
    );
  });
});

test('an address of AWS that does not exist is not blamed on the credentials', async () => {
  sts.on(GetCallerIdentityCommand).rejects(Object.assign(named('Error', 'no such host'), { code: 'ENOTFOUND' }));

  await expect(reachStage({ region })).rejects.toThrow(`AWS does not respond in the region ${region} (no such host)`);
});

describe('a stack whose deployment is throttled', () => {
  const failed = (reason: string): Deployed => ({ name: 'authService', outcome: 'failed', seconds: 1, reason });
  const deploying = (...outcomes: Deployed[]) => {
    const waits: number[] = [];
    const deploy = async () => outcomes.shift() ?? failed('Rate exceeded');
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    return { waits, end: retryThrottled(deploy, { delays: [1000, 2000], wait }) };
  };

  test.each(['Rate exceeded (Service: Lambda, Status Code: 429)', 'TooManyRequestsException', 'Throttling: later'])(
    'with "%s" is deployed again after a while',
    async (reason) => {
      const done: Deployed = { name: 'authService', outcome: 'deployed', seconds: 1 };
      const { waits, end } = deploying(failed(reason), failed(reason), done);

      expect(await end).toBe(done);
      expect(waits).toHaveLength(2);
      expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    },
  );

  test('again and again finally fails', async () => {
    const { waits, end } = deploying();

    expect((await end).outcome).toBe('failed');
    expect(waits).toHaveLength(2);
  });

  test('for another reason fails at once', async () => {
    const { waits, end } = deploying(failed('orderService-dev-Orders already exists'));

    expect((await end).outcome).toBe('failed');
    expect(waits).toEqual([]);
  });
});
