/**
 * A program that reads a list of functions from standard input and loads each as Lambda would, with only the function's own environment.
 * It writes the errors to standard output as JSON, by function name. See `unloadableFunctions`.
 */
import { json } from 'node:stream/consumers';
import { type FunctionDefinition, functionEnvironment, loadHandler } from '@ecommerce/platform/functions';

const functions = (await json(process.stdin)) as FunctionDefinition[];
const failures: Record<string, string> = {};
for (const definition of functions) {
  process.env = functionEnvironment(definition, {}, 'eu-west-1');
  await loadHandler(definition).catch((error: unknown) => {
    failures[definition.name] = error instanceof Error ? error.message : String(error);
  });
}
process.stdout.write(JSON.stringify(failures), () => process.exit(0)); // whatever a bundle keeps open
