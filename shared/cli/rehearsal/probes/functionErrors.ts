import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { EmulatorConfig, Probe } from './probe.ts';

/** The name of the function whose errors standIns.py leaves unchanged. */
const FunctionName = 'probe';

type Throwing = { lambda: LambdaClient };

/** Runs `work` with a function that throws an error named `Refused`. */
const withThrowingFunction = async (
  config: EmulatorConfig,
  work: (throwing: Throwing) => Promise<boolean>,
): Promise<boolean> => {
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const trusts = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusts] });
  const created = await iam.send(new CreateRoleCommand({ RoleName: 'probe', AssumeRolePolicyDocument }));
  const roleArn = created.Role?.Arn ?? '';
  const source = 'export const handler = async () => { throw Object.assign(new Error("no"), { name: "Refused" }); };';
  const Code = { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) };
  try {
    const settings = { Role: roleArn, Runtime: 'nodejs24.x', Handler: 'index.handler', Code } as const;
    await lambda.send(new CreateFunctionCommand({ FunctionName, ...settings }));
    return await work({ lambda });
  } finally {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'probe' }));
    for (const client of [iam, lambda]) client.destroy();
  }
};

export const losesErrorNames: Probe = (config) =>
  withThrowingFunction(config, async ({ lambda }) => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    return JSON.parse(Buffer.from(Payload ?? []).toString()).errorType !== 'Refused';
  });
