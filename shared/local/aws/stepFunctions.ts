import { closeServer, listenOnLoopback } from '../loopbackServer.ts';
import { resolveSyncHost } from '../syncHost.mjs';
import { createEndpoint } from './stepFunctions/endpoint.ts';
import { createExecutions } from './stepFunctions/executions.ts';
import type { LogFailure } from './stepFunctions/failureJournal.ts';
import { createMachine, type Machine, type MachineType } from './stepFunctions/machine.ts';
import { createOperations } from './stepFunctions/operations.ts';
import { openExecutionStore } from './stepFunctions/store.ts';
import type { InvokeFunction } from './stepFunctions/tasks.ts';
import { createTaskTokens } from './stepFunctions/taskTokens.ts';

export type { InvokeFunction } from './stepFunctions/tasks.ts';

export type StepFunctionsOptions = {
  /** 0 for any free one. */
  port: number;
  /** Where executions are kept; without it they live in memory and end with the process. */
  directory?: string;
  region: string;
  accountId: string;
  invokeFunction: InvokeFunction;
  /** How many closed executions keep their input, output and history; the names of older ones only stay taken. 10,000 by default. */
  keptExecutions?: number;
  /** Takes what fails in executions of Express state machines, which keep no history; nothing by default. */
  logFailure?: LogFailure;
};

export type StepFunctions = {
  /** Endpoint of Step Functions' API. */
  url: string;
  /** Stops without closing what runs: with a directory, the next `resume` goes on with it. */
  close(): Promise<void>;
  /**
   * Makes a state machine, or replaces the definition of the one of that name; executions that run already keep the old one.
   * @param machine.definition Amazon States Language, as JSON text or as the object itself
   * @throws Error that names each field, state type, path or resource that does not run here as it does on AWS
   */
  createStateMachine(machine: { name: string; definition: string | object; type?: MachineType }): { arn: string };
  /** Continues what was running when the last process ended, each execution from the state it was in. Call it once all machines are there. */
  resume(): Promise<void>;
};

/**
 * Step Functions on this machine: workflows in JSONPath whose tasks are Lambda functions. Standard ones outlive the process; Express ones
 * run synchronously (`StartSyncExecution`).
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export const startStepFunctions = async (options: StepFunctionsOptions): Promise<StepFunctions> => {
  const { port, directory, region, accountId, invokeFunction, keptExecutions = 10_000 } = options;
  const machines = new Map<string, Machine>();
  const arnOf = (name: string) => `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
  const roleArn = `arn:aws:iam::${accountId}:role/stepFunctions`;
  const store = openExecutionStore(directory, keptExecutions);
  const tokens = createTaskTokens(store);
  const executions = createExecutions({
    store,
    tokens,
    invokeFunction,
    logFailure: options.logFailure ?? (() => {}),
    region,
    accountId,
    roleArn,
    findMachine: (name) => machines.get(arnOf(name)),
  });
  const operations = createOperations({ executions, tokens, machines, roleArn });
  resolveSyncHost();
  const server = createEndpoint(operations, (error) => console.error('Step Functions failed:', error));
  const url = await listenOnLoopback(server, port);

  return {
    url,
    close: async () => {
      await closeServer(server);
      executions.close();
      store.close();
    },
    createStateMachine: ({ name, definition, type = 'STANDARD' }) => {
      const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
      const arn = arnOf(name);
      try {
        machines.set(arn, createMachine({ name, arn, type, definition: text }));
      } catch (error) {
        throw new Error(`State machine "${name}": ${error instanceof Error ? error.message : error}`, { cause: error });
      }
      return { arn };
    },
    resume: async () => executions.resume(),
  };
};
