import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { packageStacks } from '@ecommerce/platform/packaging';
import { ACCOUNT, everythingOf } from '../../checks/templates/compiledStacks.ts';
import { EVENTS } from '../../cli/stacks.ts';

/** Calls the handler of a module with an event, as Lambda does, and prints what it returns. */
const RUNTIME = `
const [module, event] = process.argv.slice(1);
const { handler } = await import(module);
const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 };
console.log('RETURNED ' + JSON.stringify(await handler(JSON.parse(event), context)));
process.exit(0);
`;

type Definition = { Handler: string; Environment: { Variables: Record<string, string> } };

/** Returns what calls `forwardToKafka` from its zip, in a process of its own, with the environment that the template gives it. */
export const bundledForwarder = async (brokers: string) => {
  const root = process.cwd();
  const [stack] = await packageStacks([EVENTS], {
    ...{ root, region: ACCOUNT.region, stage: 'dev', params: everythingOf('dev') },
  });
  const folder = stack?.bundles['forwardToKafka.zip'] ?? '';
  const definition = stack?.template.Resources.ForwardToKafkaLambdaFunction?.Properties;
  if (!definition) throw new Error('The template has no forwardToKafka');
  const { Handler, Environment } = definition as Definition;
  const module = join(folder, Handler.replace(/\.handler$/, '.mjs'));
  const env = { ...Environment.Variables, KAFKA_BROKERS: brokers, AWS_REGION: ACCOUNT.region };
  return async (event: object, parameterStore: string): Promise<unknown> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', RUNTIME, module, JSON.stringify(event)], {
      cwd: folder,
      env: { ...env, AWS_ENDPOINT_URL_SSM: parameterStore, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = await text(child.stdout);
    const returned = /^RETURNED (.*)$/m.exec(printed)?.[1];
    if (returned === undefined) throw new Error(`The function has returned nothing: ${printed}`);
    return JSON.parse(returned);
  };
};

/** Parameter Store with one SecureString. */
export const startParameterStore = async (name: string, value: string) => {
  const server = createServer(async (request, response) => {
    const { Name, WithDecryption } = (await json(request)) as { Name: string; WithDecryption?: boolean };
    const isFound = Name === name && WithDecryption === true;
    response.writeHead(isFound ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(isFound ? { Parameter: { Name, Value: value } } : { __type: 'ParameterNotFound' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, close: () => server.close() };
};
