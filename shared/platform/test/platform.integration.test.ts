import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type PlatformProcess, startPlatformProcess } from './platformProcess.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/noteService', import.meta.url));
const account = '000000000000';

let directory: string; // a copy of the fixture to edit, and the state
let options: Parameters<typeof startPlatformProcess>[0];
let platform: PlatformProcess;

beforeAll(async () => {
  mkdirSync(join(root, '.local'), { recursive: true });
  directory = mkdtempSync(join(root, '.local', 'platform-test-'));
  cpSync(fixture, join(directory, 'noteService'), { recursive: true });
  options = {
    root,
    portBase: 0,
    stateDirectory: join(directory, 'state'),
    addressFile: join(directory, 'platform.json'),
    stacks: [{ name: 'noteService', folder: relative(root, join(directory, 'noteService')) }],
    parameters: { '/notes/greeting': 'hello' },
  };
  platform = await startPlatformProcess(options);
}, 60_000);

afterAll(async () => {
  await platform?.close();
  rmSync(directory, { recursive: true, force: true });
});

const edit = (file: string, change: (text: string) => string) => {
  const path = join(directory, 'noteService', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};
const get = async (path: string) => (await fetch(`${platform.urls.note}${path}`)).text();
const client = (endpoint: string) => ({
  endpoint,
  region: platform.aws.region,
  credentials: { accessKeyId: platform.aws.accessKeyId, secretAccessKey: platform.aws.secretAccessKey },
});

const putNote = (id: string) =>
  new DynamoDBClient(client(platform.aws.dynamodb)).send(
    new PutItemCommand({ TableName: 'noteService-Notes', Item: { id: { S: id } } }),
  );

/** Waits, for ten seconds at most, until the notes contain one. */
const noted = async (note: string): Promise<string[]> => {
  for (const end = Date.now() + 10_000; ; await sleep(50)) {
    const notes = JSON.parse(await get('/notes')) as string[];
    if (notes.includes(note) || Date.now() > end) return notes;
  }
};

test('a sidecar is named in Parameter Store and in the address file, and learns all addresses', async () => {
  const ssm = new SSMClient(client(platform.aws.ssm));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/notes/board', WithDecryption: true }));

  expect(Parameter).toMatchObject({ Type: 'SecureString', Value: platform.urls.board });
  expect(JSON.parse(readFileSync(join(directory, 'platform.json'), 'utf8')).board).toBe(platform.urls.board);
  expect(await (await fetch(String(platform.urls.board))).json()).toEqual({
    urls: platform.urls,
    apis: { noteService: platform.urls.note },
    aws: platform.aws,
    resources: { noteService: expect.objectContaining({ 'AWS::DynamoDB::Table': 1, 'AWS::ApiGatewayV2::Api': 1 }) },
  });
  expect(Object.keys(platform.urls)[0]).toBe('board'); // the entrance
});

describe('a packaged stack', () => {
  test('answers on its routes, with the parameters it reads', async () => {
    expect(await get('/greeting')).toBe('hello, first version');
  });

  test('gets the messages of its queue', async () => {
    await new SQSClient(client(platform.aws.sqs)).send(
      new SendMessageCommand({ QueueUrl: `${platform.aws.sqs}/${account}/noteService-Inbox`, MessageBody: 'one' }),
    );

    expect(await noted('message one')).toContain('message one');
  });

  test('hears of changes in its table', async () => {
    await putNote('watched note');

    expect(await noted('change of watched note')).toContain('change of watched note');
  });

  test('gets what is published to its topic', async () => {
    await new SNSClient(client(platform.aws.sns)).send(
      new PublishCommand({ TopicArn: `arn:aws:sns:eu-west-1:${account}:noteService-Notices`, Message: 'two' }),
    );

    expect(await noted('notice two')).toContain('notice two');
  });

  test('hears of objects under the prefix it asked for, and of no others', async () => {
    const s3 = new S3Client({ ...client(platform.aws.s3), forcePathStyle: true });

    await s3.send(new PutObjectCommand({ Bucket: 'note-service-uploads', Key: 'out/x', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket: 'note-service-uploads', Key: 'in/y', Body: 'y' }));

    const notes = await noted('upload in/y');
    expect(notes).toContain('upload in/y');
    expect(notes).not.toContain('upload out/x');
  });

  test('runs its workflow', async () => {
    const { status } = await new SFNClient({ ...client(platform.aws.sfn), disableHostPrefix: true }).send(
      new StartSyncExecutionCommand({
        stateMachineArn: `arn:aws:states:eu-west-1:${account}:stateMachine:noteWorkflow`,
        input: JSON.stringify({ text: 'three' }),
      }),
    );

    expect(status).toBe('SUCCEEDED');
    expect(await noted('step three')).toContain('step three');
  });
});

describe('while it runs', () => {
  test('its addresses stand in the address file', () => {
    expect(JSON.parse(readFileSync(join(directory, 'platform.json'), 'utf8'))).toMatchObject({
      ...platform.urls,
      aws: platform.aws,
    });
  });

  test('a second platform on the same data is rejected', async () => {
    await expect(startPlatformProcess(options)).rejects.toThrow(/already running on the data in .*state \(process \d+/);
  });

  test('a port in use is named in one sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const start = startPlatformProcess({ ...options, stateDirectory: join(directory, 'other'), portBase: port - 20 });

    await expect(start).rejects.toThrow(new RegExp(`^Port ${port} is in use by another program: .*PORT_BASE`));
    other.close();
  });

  test('a saved handler takes effect, a broken one leaves the former in place', async () => {
    edit('src/handlers/greet.ts', (text) => text.replace('first', 'second'));
    const reload = await platform.reload();
    expect(reload.stacks).toEqual({ noteService: ['noteService-dev-greet'] });
    expect(await get('/greeting')).toBe('hello, second version');

    edit('src/handlers/greet.ts', (text) => text.replace('second version', `\${`));
    expect(await platform.reload()).toMatchObject({ error: expect.stringContaining('greet.ts') });
    expect(await get('/greeting')).toBe('hello, second version');
  }, 40_000);
});

describe('after a kill', () => {
  test('a new start has the data', async () => {
    edit('src/handlers/greet.ts', () => readFileSync(join(fixture, 'src/handlers/greet.ts'), 'utf8'));
    const before = await get('/notes');
    await platform.kill();
    platform = await startPlatformProcess(options);

    expect(await get('/notes')).toBe(before);
  }, 20_000);

  test('a new start hears of the changes that were not delivered', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `watched before the kill ${index}`);
    await Promise.all(ids.map(putNote));
    await platform.kill();
    platform = await startPlatformProcess(options);

    for (const id of ids) expect(await noted(`change of ${id}`)).toContain(`change of ${id}`);
  }, 20_000);

  test('a changed key of a kept table is rejected, by name', async () => {
    await platform.close();
    expect(existsSync(join(directory, 'platform.json'))).toBe(false);
    edit('serverless.yml', (text) => text.replaceAll('AttributeName: id', 'AttributeName: key'));

    await expect(startPlatformProcess(options)).rejects.toThrow(
      /The schema of the table noteService-Notes .* npm start -- --fresh/,
    );
  }, 40_000);
});
