import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { StepFunctionsError } from './errors.ts';
import { type Executions, type ExpressExecution, redriveRefusal } from './executions.ts';
import type { Machine, MachineType } from './machine.ts';
import type { ExecutionRow, ExecutionStatus } from './store.ts';
import { maxDataBytes } from './taskError.ts';
import type { TaskTokens } from './taskTokens.ts';

export type Operations = Record<string, (request: unknown) => object | Promise<object>>;

type Setting = {
  executions: Executions;
  tokens: TaskTokens;
  machines: ReadonlyMap<string, Machine>;
  roleArn: string;
};

const Arn = z.string().min(1).max(256);
const Page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().min(1).optional() };
const Statuses = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
const Failure = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };
const Start = { stateMachineArn: Arn, name: z.string().optional(), input: z.string().optional() };
const Token = z.string().min(1).max(2048);

// Fields that the SDK may send and that change nothing here are let through: the objects are not strict.
const requests = {
  StartExecution: z.object(Start),
  StartSyncExecution: z.object({ ...Start, includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional() }),
  DescribeExecution: z.object({ executionArn: Arn }),
  ListExecutions: z.object({
    stateMachineArn: Arn,
    statusFilter: Statuses.optional(),
    redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
    ...Page,
  }),
  StopExecution: z.object({ executionArn: Arn, ...Failure }),
  GetExecutionHistory: z.object({
    executionArn: Arn,
    reverseOrder: z.boolean().optional(),
    includeExecutionData: z.boolean().optional(),
    ...Page,
  }),
  RedriveExecution: z.object({ executionArn: Arn, clientToken: z.string().max(64).optional() }),
  ListStateMachines: z.object(Page),
  DescribeStateMachine: z.object({ stateMachineArn: Arn }),
  SendTaskSuccess: z.object({ taskToken: Token, output: z.string() }),
  SendTaskFailure: z.object({ taskToken: Token, ...Failure }),
  SendTaskHeartbeat: z.object({ taskToken: Token }),
};

type OperationsByName = { [Name in keyof Requests]: (request: Requests[Name]) => object | Promise<object> };

type Requests = { [Name in keyof typeof requests]: z.infer<(typeof requests)[Name]> };

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

const checkData = (json: string, error: 'InvalidExecutionInput' | 'InvalidOutput'): void => {
  if (Buffer.byteLength(json) > maxDataBytes) {
    const limit = `Member must have length less than or equal to ${maxDataBytes}`;
    throw new StepFunctionsError('ValidationException', `1 validation error detected: ${limit}`);
  }
  if (!isJson(json)) throw new StepFunctionsError(error, `${error}: the text is not valid JSON`);
};

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const checkName = (name: string): void => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: AWS excludes them from names
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name)) return;
  throw new StepFunctionsError('InvalidName', `Invalid Name: '${name}'`);
};

/** A page token is a position; a client can make nothing of it. */
const toToken = (position: number): string => Buffer.from(`page ${position}`).toString('base64url');

const fromToken = (token: string | undefined, otherwise: number): number => {
  if (token === undefined) return otherwise;
  const [, position] = /^page (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position === undefined) throw new StepFunctionsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(position);
};

const pageSize = (maxResults: number | undefined): number => maxResults || 100;

const pageOf = <Item>(
  items: Item[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
) => {
  const from = fromToken(nextToken, 0);
  const to = from + pageSize(maxResults);
  return { page: items.slice(from, to), ...(to < items.length && { nextToken: toToken(to) }) };
};

const machineSummary = ({ arn, name, type, created }: Machine) => ({
  stateMachineArn: arn,
  name,
  type,
  creationDate: toSeconds(created),
});

const redriveDetails = ({ redrives, redriven }: ExecutionRow) => ({
  redriveCount: redrives,
  ...(redriven !== null && { redriveDate: toSeconds(redriven) }),
});

const executionSummary = (row: ExecutionRow, executionArn: string, stateMachineArn: string) => ({
  executionArn,
  stateMachineArn,
  name: row.name,
  status: row.status as ExecutionStatus,
  startDate: toSeconds(row.started),
  ...(row.stopped !== null && { stopDate: toSeconds(row.stopped) }),
  ...redriveDetails(row),
});

const executionDetails = (row: ExecutionRow) => {
  const refusal = redriveRefusal(row);
  return {
    input: row.input,
    inputDetails: { included: true },
    ...(row.output !== null && { output: row.output, outputDetails: { included: true } }),
    ...(row.error !== null && { error: row.error }),
    ...(row.cause !== null && { cause: row.cause }),
    redriveStatus: refusal === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(refusal !== undefined && { redriveStatusReason: refusal }),
  };
};

/**
 * What AWS bills for an Express execution: time in steps of 100 ms, memory in steps of 64 MB, of which a small execution takes one.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_BillingDetails.html
 */
const billingDetails = ({ started, stopped }: ExpressExecution) => ({
  billedDurationInMilliseconds: Math.max(1, Math.ceil((stopped - started) / 100)) * 100,
  billedMemoryUsedInMB: 64,
});

const expressDetails = (execution: ExpressExecution, included: boolean, input: string) => {
  const { status, error, cause, output } = execution;
  return {
    executionArn: execution.executionArn,
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

/** An event without what the states took and gave. */
const withoutData = (event: object): unknown =>
  JSON.parse(
    JSON.stringify(event, (key, value) => (['input', 'output', 'parameters'].includes(key) ? undefined : value)),
  );

const definitionDetails = (machine: Machine, roleArn: string) => ({
  ...machineSummary(machine),
  status: 'ACTIVE',
  definition: machine.definition,
  roleArn,
  loggingConfiguration: { level: 'OFF', includeExecutionData: false, destinations: [] },
  tracingConfiguration: { enabled: false },
});

/**
 * The operations of the API, each taking a request's JSON and returning the answer's.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export const createOperations = ({ executions, tokens, machines, roleArn }: Setting): Operations => {
  const machineArn = (machine: string): string =>
    [...machines.values()].find(({ name }) => name === machine)?.arn ?? '';
  const getMachine = (arn: string): Machine => {
    if (!/^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:./.test(arn)) {
      throw new StepFunctionsError('InvalidArn', `Invalid Arn: '${arn}'`);
    }
    const machine = machines.get(arn);
    if (machine) return machine;
    throw new StepFunctionsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };
  const summary = (row: ExecutionRow) => executionSummary(row, executions.arnOf(row), machineArn(row.machine));

  const getMachineOf = (arn: string, type: MachineType): Machine => {
    const machine = getMachine(arn);
    if (machine.type === type) return machine;
    throw new StepFunctionsError(
      'StateMachineTypeNotSupported',
      `This operation is not supported by this type of state machine`,
    );
  };

  const operations: OperationsByName = {
    StartExecution: ({ stateMachineArn, name = randomUUID(), input = '{}' }) => {
      checkName(name);
      checkData(input, 'InvalidExecutionInput');
      const machine = getMachine(stateMachineArn);
      if (machine.type === 'EXPRESS') {
        const message = 'An Express state machine runs on this platform by StartSyncExecution only';
        throw new StepFunctionsError('StateMachineTypeNotSupported', message);
      }
      const row = executions.start(machine, name, input);
      return { executionArn: executions.arnOf(row), startDate: toSeconds(row.started) };
    },
    StartSyncExecution: async ({ stateMachineArn, name = randomUUID(), input = '{}', includedData = 'ALL_DATA' }) => {
      checkName(name);
      checkData(input, 'InvalidExecutionInput');
      const machine = getMachineOf(stateMachineArn, 'EXPRESS');
      const execution = await executions.runExpress(machine, name, input);
      return { ...expressDetails(execution, includedData === 'ALL_DATA', input), stateMachineArn, name };
    },
    DescribeExecution: ({ executionArn }) => {
      const row = executions.get(executionArn);
      return { ...summary(row), ...executionDetails(row) };
    },
    ListExecutions: ({ stateMachineArn, statusFilter, redriveFilter, maxResults, nextToken }) => {
      const limit = pageSize(maxResults);
      const rows = executions.list({
        machine: getMachineOf(stateMachineArn, 'STANDARD').name,
        status: statusFilter,
        isRedriven: redriveFilter && redriveFilter === 'REDRIVEN',
        before: fromToken(nextToken, Number.MAX_SAFE_INTEGER),
        limit: limit + 1,
      });
      const last = rows[limit - 1];
      return {
        executions: rows.slice(0, limit).map(summary),
        ...(rows.length > limit && last && { nextToken: toToken(last.id) }),
      };
    },
    StopExecution: ({ executionArn, error, cause }) => ({
      stopDate: toSeconds(executions.stop(executionArn, error, cause)),
    }),
    GetExecutionHistory: ({ executionArn, reverseOrder, includeExecutionData = true, ...request }) => {
      const events = executions.history(executionArn);
      const { page, ...rest } = pageOf(reverseOrder ? events.reverse() : events, request);
      return { events: includeExecutionData ? page : page.map(withoutData), ...rest };
    },
    RedriveExecution: ({ executionArn, clientToken }) => ({
      redriveDate: toSeconds(executions.redrive(executionArn, clientToken)),
    }),
    ListStateMachines: (request) => {
      const { page, ...rest } = pageOf([...machines.values()].map(machineSummary), request);
      return { stateMachines: page, ...rest };
    },
    DescribeStateMachine: ({ stateMachineArn }) => definitionDetails(getMachine(stateMachineArn), roleArn),
    SendTaskSuccess: ({ taskToken, output }) => {
      checkData(output, 'InvalidOutput');
      tokens.succeed(taskToken, output);
      return {};
    },
    SendTaskFailure: ({ taskToken, error, cause }) => {
      tokens.fail(taskToken, error, cause);
      return {};
    },
    SendTaskHeartbeat: ({ taskToken }) => {
      tokens.beat(taskToken);
      return {};
    },
  };
  return checked(operations);
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
