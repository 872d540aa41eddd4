/**
 * A program of its own: loads each function that it is told of on standard input as Lambda would, with no environment but the function's own,
 * and writes what does not load to standard output, by the function's name, as JSON. See `unloadableFunctions`.
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
