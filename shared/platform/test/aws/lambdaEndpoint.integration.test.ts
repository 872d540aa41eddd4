import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLambdaEndpoint } from '../../src/aws/lambda.ts';
import { createLambdaRuntime, type LambdaRuntime } from '../../src/functions/lambdaRuntime.ts';
import { recordedLog } from '../log/recordedLog.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambda-endpoint-'));
const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:reserveStock';
let runtime: LambdaRuntime;
let endpoint: Awaited<ReturnType<typeof startLambdaEndpoint>>;
let client: LambdaClient;

beforeAll(async () => {
  const file = join(directory, 'reserveStock.mjs');
  writeFileSync(
    file,
    `const reserved = [];
    export const handler = async (event, context) => {
      if (event.list) return reserved;
      if (event.fail) throw Object.assign(new Error('none left'), { name: 'OutOfStock' });
      reserved.push(event);
      return { got: event, requestId: context.awsRequestId };
    };`,
  );
  runtime = createLambdaRuntime({ log: recordedLog(), region: 'eu-west-1', accountId: '000000000000' });
  runtime.define({
    ...{ name: 'reserveStock', arn, file, exportName: 'handler', environment: {} },
    ...{ timeoutSeconds: 3, memoryMb: 128 },
  });
  endpoint = await startLambdaEndpoint({ port: 0, runtime });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new LambdaClient({ endpoint: endpoint.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  await runtime.close();
  rmSync(directory, { recursive: true, force: true });
});

const json = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? []).toString() || 'null');
const invoke = (FunctionName: string, event: unknown, more: Partial<InvokeCommand['input']> = {}) =>
  client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), ...more }));

test.each(['reserveStock', arn, `${arn}:$LATEST`])('invokes %s and answers its result', async (name) => {
  const answer = await invoke(name, { productId: 'ä' });

  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(json(answer.Payload)).toEqual({ got: { productId: 'ä' }, requestId: answer.$metadata.requestId });
});

test('answers the error of a function that throws as its payload', async () => {
  const answer = await invoke('reserveStock', { fail: true });

  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(json(answer.Payload)).toMatchObject({ errorType: 'OutOfStock', errorMessage: 'none left' });
});

test('takes an event for later with 202', async () => {
  const answer = await invoke('reserveStock', { n: 1 }, { InvocationType: 'Event' });
  await runtime.idle();

  expect(answer.StatusCode).toBe(202);
  expect(await runtime.invoke(arn, { list: true })).toContainEqual({ n: 1 });
});

test('a dry run invokes nothing', async () => {
  const answer = await invoke('reserveStock', { n: 2 }, { InvocationType: 'DryRun' });

  expect(answer.StatusCode).toBe(204);
  expect(await runtime.invoke(arn, { list: true })).not.toContainEqual({ n: 2 });
});

test.each(['RequestResponse', 'Event', 'DryRun'] as const)(
  'rejects an unknown function (%s)',
  async (InvocationType) => {
    const refused = invoke('releaseStock', {}, { InvocationType });

    await expect(refused).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Function not found'),
      $metadata: { httpStatusCode: 404 },
    });
  },
);

test('rejects a payload that is no JSON, and one over 6 MB', async () => {
  const noJson = invoke('reserveStock', {}, { Payload: Buffer.from('{') });
  const tooLarge = invoke('reserveStock', { text: 'x'.repeat(6 * 1024 * 1024) });

  await expect(noJson).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  await expect(tooLarge).rejects.toMatchObject({ name: 'RequestTooLargeException' });
});
