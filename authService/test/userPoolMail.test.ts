import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const userPoolMail = createRequire(import.meta.url)('../userPoolMail.cjs');

/** What the stack gets with these parameters; the framework answers a variable with the default that stands in it. */
const withParameters = (parameters: Record<string, string>) =>
  userPoolMail({
    resolveVariable: async (variable: string) =>
      parameters[/^param:(\w+)/.exec(variable)?.[1] ?? ''] ?? /, '(.*)'$/.exec(variable)?.[1],
  });

test('without an identity, the user pool sends its codes itself', async () => {
  expect(await withParameters({ mailFrom: 'shop@shop.example' })).toEqual({});
});

test('with an identity, codes are sent through SES from the sender of all emails, in the account and region of the stack', async () => {
  const { Resources } = await withParameters({
    mailFrom: 'orders@shop.example',
    shopName: 'Café',
    mailIdentity: 'shop.example',
  });

  expect(Resources.UserPool.Properties.EmailConfiguration).toEqual({
    EmailSendingAccount: 'DEVELOPER',
    From: '=?UTF-8?B?Q2Fmw6k=?= <orders@shop.example>',
    SourceArn: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
      'Fn::Sub': 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/shop.example',
    },
  });
});
