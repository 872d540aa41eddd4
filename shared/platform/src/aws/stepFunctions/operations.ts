import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { StepFunctionsError } from './errors.ts';
import { type Execution, type ExecutionSetting, runExecution } from './execution.ts';
import type { Machine } from './machine.ts';
import { maxDataBytes } from './taskError.ts';

export type Operations = Record<string, (request: unknown) => object | Promise<object>>;

type Setting = { machines: ReadonlyMap<string, Machine>; execution: ExecutionSetting };

const Arn = z.string().min(1).max(256);

// Fields that the SDK may send without effect here are accepted; pagination is rejected, since there are no pages.
const requests = {
  StartSyncExecution: z.object({
    stateMachineArn: Arn,
    name: z.string().optional(),
    input: z.string().optional(),
    includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
  }),
  ListStateMachines: z.strictObject({}),
  DescribeStateMachine: z.object({ stateMachineArn: Arn }),
};

type Requests = { [Name in keyof typeof requests]: z.infer<(typeof requests)[Name]> };

type OperationsByName = { [Name in keyof Requests]: (request: Requests[Name]) => object | Promise<object> };

/** AWS counts time in seconds. */
const toSeconds = (ms: number): number => ms / 1000;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const checkInput = (json: string): void => {
  if (Buffer.byteLength(json) > maxDataBytes) {
    const limit = `Member must have length less than or equal to ${maxDataBytes}`;
    throw new StepFunctionsError('ValidationException', `1 validation error detected: ${limit}`);
  }
  if (!isJson(json)) {
    throw new StepFunctionsError('InvalidExecutionInput', 'InvalidExecutionInput: the text is not valid JSON');
  }
};

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
const checkName = (name: string): void => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: AWS excludes them from names
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name)) return;
  throw new StepFunctionsError('InvalidName', `Invalid Name: '${name}'`);
};

const machineSummary = ({ arn, name, created }: Machine) => ({
  stateMachineArn: arn,
  name,
  type: 'EXPRESS',
  creationDate: toSeconds(created),
});

/**
 * Returns what AWS bills for an execution: time in steps of 100 ms, memory in steps of 64 MB, one for a small execution.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_BillingDetails.html
 */
const billingDetails = ({ started, stopped }: Execution) => ({
  billedDurationInMilliseconds: Math.max(1, Math.ceil((stopped - started) / 100)) * 100,
  billedMemoryUsedInMB: 64,
});

const executionDetails = (execution: Execution, input: string, included: boolean) => {
  const { executionArn, status, error, cause, output } = execution;
  return {
    executionArn,
    startDate: toSeconds(execution.started),
    stopDate: toSeconds(execution.stopped),
    status,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    inputDetails: { included },
    ...(included && { input }),
    ...(output !== undefined && { outputDetails: { included }, ...(included && { output }) }),
    billingDetails: billingDetails(execution),
  };
};

/**
 * Creates the operations of the API, which take a request's JSON and return the response's.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export const createOperations = ({ machines, execution: setting }: Setting): Operations => {
  const getMachine = (arn: string): Machine => {
    if (!/^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:./.test(arn)) {
      throw new StepFunctionsError('InvalidArn', `Invalid Arn: '${arn}'`);
    }
    const machine = machines.get(arn);
    if (machine) return machine;
    throw new StepFunctionsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };
  return checked({
    StartSyncExecution: async ({ stateMachineArn, name = randomUUID(), input = '{}', includedData = 'ALL_DATA' }) => {
      checkName(name);
      checkInput(input);
      const execution = await runExecution(getMachine(stateMachineArn), name, input, setting);
      return { ...executionDetails(execution, input, includedData === 'ALL_DATA'), stateMachineArn, name };
    },
    ListStateMachines: () => ({ stateMachines: [...machines.values()].map(machineSummary) }),
    DescribeStateMachine: ({ stateMachineArn }) => {
      const machine = getMachine(stateMachineArn);
      return {
        ...machineSummary(machine),
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: setting.roleArn,
        loggingConfiguration: { level: 'OFF', includeExecutionData: false, destinations: [] },
        tracingConfiguration: { enabled: false },
      };
    },
  });
};

/** Checks each request's form before its operation. */
const checked = (operations: OperationsByName): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (request: unknown) => {
        const parsed = requests[name as keyof Requests].safeParse(request);
        if (parsed.success) return (operation as Operations[string])(parsed.data);
        const message = `1 validation error detected: ${z.prettifyError(parsed.error)}`;
        throw new StepFunctionsError('ValidationException', message);
      },
    ]),
  );
