import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DeleteIdentityCommand, SESClient, SendEmailCommand, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { CreateQueueCommand, DeleteQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type EmulatorConfig, type Probe, refusalOf } from './probe.ts';

/** Runs `work` with the credentials of a user who has the permissions of `statement`. */
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
  const root = new SESClient(config);
  await root.send(new VerifyEmailIdentityCommand({ EmailAddress: sender }));
  const mail = {
    Source: sender,
    Destination: { ToAddresses: ['someone@probe.example'] },
    Message: { Subject: { Data: 'probe' }, Body: { Text: { Data: 'probe' } } },
  };
  const statement = {
    Action: 'ses:SendEmail',
    Resource: `arn:aws:ses:${config.region}:000000000000:identity/*`,
    Condition: { StringEquals: { 'ses:FromAddress': sender } },
  };
  try {
    return await withUser(config, statement, async (credentials) => {
      const ses = new SESClient({ ...config, credentials });
      return (await refusalOf(ses.send(new SendEmailCommand(mail)))) !== undefined;
    });
  } finally {
    await root.send(new DeleteIdentityCommand({ Identity: sender }));
    root.destroy();
  }
};

export const asksForParametersOnStar: Probe = (config) => {
  const Resource = `arn:aws:ssm:${config.region}:000000000000:parameter/probe`;
  return withUser(config, { Action: 'ssm:GetParameters', Resource }, async (credentials) => {
    const ssm = new SSMClient({ ...config, credentials });
    return (await refusalOf(ssm.send(new GetParametersCommand({ Names: ['/probe'] })))) !== undefined;
  });
};

export const asksForBatches: Probe = async (config) => {
  const root = new SQSClient(config);
  const { QueueUrl } = await root.send(new CreateQueueCommand({ QueueName: 'probe' }));
  const Resource = `arn:aws:sqs:${config.region}:000000000000:probe`;
  const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'probe' }] });
  try {
    return await withUser(config, { Action: 'sqs:SendMessage', Resource }, async (credentials) => {
      const sqs = new SQSClient({ ...config, credentials });
      return (await refusalOf(sqs.send(batch))) !== undefined;
    });
  } finally {
    await root.send(new DeleteQueueCommand({ QueueUrl }));
    root.destroy();
  }
};
