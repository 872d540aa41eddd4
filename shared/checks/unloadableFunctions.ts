import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition } from '@ecommerce/platform/functions';
import type { PackagedStack } from '@ecommerce/platform/packaging';
import { createPlanner } from '@ecommerce/platform/planner';
import { ACCOUNT } from './templates/compiledStacks.ts';

/**
 * Returns the functions of packaged stacks as the local platform would run them, but without a platform: addresses and ids are made up.
 */
export const functionsOf = async (packages: readonly PackagedStack[]): Promise<FunctionDefinition[]> => {
  const parameters = new Map<string, string>();
  const planner = createPlanner({
    ...ACCOUNT,
    endpoints: {
      urls: { cognito: 'https://cognito' },
      cognito: {
        createUserPool: async () => undefined,
        createUserPoolClient: () => ({ clientId: 'client' }),
      },
      parameters: {
        get: (name) => parameters.get(name) ?? `value of ${name}`,
        set: (name, value) => void parameters.set(name, value),
      },
    },
    sqsUrl: 'https://sqs',
    apiUrl: (stack) => `https://${stack}`,
  });
  return (await planner.planAll(packages)).flatMap(({ functions }) => functions);
};

/**
 * Finds functions that do not load with the environment variables of their templates, by name, with the reason: a missing or malformed
 * variable, a module that is not in the bundle, a handler that is not exported.
 */
export const unloadableFunctions = async (
  functions: readonly FunctionDefinition[],
): Promise<Record<string, string>> => {
  const program = fileURLToPath(new URL('loadFunctions.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(functions));
  return JSON.parse(await text(child.stdout)) as Record<string, string>;
};
