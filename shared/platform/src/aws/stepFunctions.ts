import { resolveSyncHost } from '../functions/syncHost.mjs';
import { closeServer, listenOnLoopback } from '../http/loopbackServer.ts';
import { createEndpoint } from './stepFunctions/endpoint.ts';
import type { LogFailure } from './stepFunctions/execution.ts';
import { createMachine, type Machine } from './stepFunctions/machine.ts';
import { createOperations } from './stepFunctions/operations.ts';
import type { InvokeFunction } from './stepFunctions/tasks.ts';

export type StepFunctionsOptions = {
  /** 0 for any free port. */
  port: number;
  region: string;
  accountId: string;
  invokeFunction: InvokeFunction;
  /** Receives failures in executions, which keep no history; ignored by default. */
  logFailure?: LogFailure;
};

export type StepFunctions = {
  /** Endpoint of Step Functions' API. */
  url: string;
  /** Stops once the running executions have ended, or after the grace period. */
  close(): Promise<void>;
  /**
   * Creates an Express state machine, or replaces the definition of the one with that name; running executions keep the old one.
   * @param machine.definition Amazon States Language, as JSON text or as the object itself
   * @throws Error that names each field, state type, path or resource that is not supported as on AWS
   */
  createStateMachine(machine: { name: string; definition: string | object }): { arn: string };
};

/**
 * Starts Step Functions: Express workflows in JSONPath whose tasks are Lambda functions, run by `StartSyncExecution`.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export const startStepFunctions = async (options: StepFunctionsOptions): Promise<StepFunctions> => {
  const { port, region, accountId, invokeFunction, logFailure = () => {} } = options;
  const machines = new Map<string, Machine>();
  const running = new Set<() => void>();
  const roleArn = `arn:aws:iam::${accountId}:role/stepFunctions`;
  const operations = createOperations({
    machines,
    execution: { invokeFunction, logFailure, region, accountId, roleArn, running },
  });
  resolveSyncHost();
  const server = createEndpoint(operations, (error) => console.error('Step Functions failed:', error));
  const url = await listenOnLoopback(server, port);

  return {
    url,
    close: async () => {
      await closeServer(server);
      for (const abort of running) abort();
    },
    createStateMachine: ({ name, definition }) => {
      const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
      const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
      try {
        machines.set(arn, createMachine({ name, arn, definition: text }));
      } catch (error) {
        throw new Error(`State machine "${name}": ${error instanceof Error ? error.message : error}`, { cause: error });
      }
      return { arn };
    },
  };
};
