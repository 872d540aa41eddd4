import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { strToU8, zipSync } from 'fflate';
import { type EmulatorConfig, type Probe, refusalOf } from './probe.ts';

/** A user who may do what `statement` allows, for as long as `work` takes. */
const withUser = async (
  config: EmulatorConfig,
  statement: Record<string, unknown>,
  work: (credentials: EmulatorConfig['credentials']) => Promise<boolean>,
): Promise<boolean> => {
  const iam = new IAMClient(config);
  const user = { UserName: 'probe' };
  const policy = { ...user, PolicyName: 'probe' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  await iam.send(new CreateUserCommand(user));
  await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument }));
  const { AccessKey: { AccessKeyId = '', SecretAccessKey = '' } = {} } = await iam.send(
    new CreateAccessKeyCommand(user),
  );
  try {
    return await work({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
  } finally {
    await iam.send(new DeleteAccessKeyCommand({ ...user, AccessKeyId }));
    await iam.send(new DeleteUserPolicyCommand(policy));
    await iam.send(new DeleteUserCommand(user));
    iam.destroy();
  }
};

export const asksForMailOnStar: Probe = async (config) => {
  const sender = 'sender@probe.example';
  const root = new SESv2Client(config);
  await root.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }));
  const mail = {
    FromEmailAddress: sender,
    Destination: { ToAddresses: ['someone@probe.example'] },
    Content: { Simple: { Subject: { Data: 'probe' }, Body: { Text: { Data: 'probe' } } } },
  };
  const statement = {
    Action: 'ses:SendEmail',
    Resource: `arn:aws:ses:${config.region}:000000000000:identity/*`,
    Condition: { StringEquals: { 'ses:FromAddress': sender } },
  };
  try {
    return await withUser(config, statement, async (credentials) => {
      const ses = new SESv2Client({ ...config, credentials });
      return (await refusalOf(ses.send(new SendEmailCommand(mail)))) !== undefined;
    });
  } finally {
    await root.send(new DeleteEmailIdentityCommand({ EmailIdentity: sender }));
    root.destroy();
  }
};

export const losesErrorNames: Probe = async (config) => {
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const named = { FunctionName: 'probe' };
  const trusts = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusts] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'probe', AssumeRolePolicyDocument }));
  const source = 'export const handler = async () => { throw Object.assign(new Error("no"), { name: "Refused" }); };';
  const Code = { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) };
  try {
    const settings = { Role: Role?.Arn, Runtime: 'nodejs24.x', Handler: 'index.handler', Code } as const;
    await lambda.send(new CreateFunctionCommand({ ...named, ...settings }));
    const { Payload } = await lambda.send(new InvokeCommand(named));
    return JSON.parse(Buffer.from(Payload ?? []).toString()).errorType !== 'Refused';
  } finally {
    await lambda.send(new DeleteFunctionCommand(named));
    await iam.send(new DeleteRoleCommand({ RoleName: 'probe' }));
    for (const client of [iam, lambda]) client.destroy();
  }
};
