import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { eventually } from '../../shopClient.ts';
import type { EmulatorConfig, Probe } from './probe.ts';

/** The one that standIns.py leaves as it is. */
const FunctionName = 'probe';

type Throwing = { lambda: LambdaClient; functionArn: string; roleArn: string };

/** A function that throws an error of the name `Refused`, for as long as `work` takes. */
const withThrowingFunction = async (
  config: EmulatorConfig,
  work: (throwing: Throwing) => Promise<boolean>,
): Promise<boolean> => {
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const Service = ['lambda.amazonaws.com', 'states.amazonaws.com'];
  const trusts = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusts] });
  const created = await iam.send(new CreateRoleCommand({ RoleName: 'probe', AssumeRolePolicyDocument }));
  const roleArn = created.Role?.Arn ?? '';
  const source = 'export const handler = async () => { throw Object.assign(new Error("no"), { name: "Refused" }); };';
  const Code = { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) };
  try {
    const settings = { Role: roleArn, Runtime: 'nodejs24.x', Handler: 'index.handler', Code } as const;
    const { FunctionArn = '' } = await lambda.send(new CreateFunctionCommand({ FunctionName, ...settings }));
    return await work({ lambda, functionArn: FunctionArn, roleArn });
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

export const waitsAfterErrors: Probe = (config) =>
  withThrowingFunction(config, async ({ functionArn, roleArn }) => {
    const workflows = new SFNClient(config);
    const Wait = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 1,
      End: true,
    };
    const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait } });
    const machine = await workflows.send(new CreateStateMachineCommand({ name: 'probe', definition, roleArn }));
    const { stateMachineArn } = machine;
    try {
      const { executionArn } = await workflows.send(new StartExecutionCommand({ stateMachineArn }));
      const { error } = await eventually('the end of the execution', async () => {
        const execution = await workflows.send(new DescribeExecutionCommand({ executionArn }));
        return execution.status === 'RUNNING' ? undefined : execution;
      });
      return error === 'States.Timeout';
    } finally {
      await workflows.send(new DeleteStateMachineCommand({ stateMachineArn }));
      workflows.destroy();
    }
  });
