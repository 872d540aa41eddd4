import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { Functions, type Handler } from '../../simulation/functions.ts';
import { Queues } from '../../simulation/queues.ts';
import { Requests } from '../../simulation/requests.ts';
import { Workflows } from '../../simulation/workflows.ts';
import { World } from '../../simulation/world.ts';

const HOUR_MS = 3_600_000;

const functionsOf = (world: World, handlers: Record<string, Handler>) =>
  new Functions(
    world,
    new Map(Object.entries(handlers).map(([name, handler]) => [name, { name, handler, timeoutSeconds: 10 }])),
  );

describe('simulated queues', () => {
  const setting = (handler: Handler) => {
    const world = new World({ seed: 1, p: 0 });
    const functions = functionsOf(world, { consumer: handler });
    const common = { visibilitySeconds: 60, maxReceives: 3 };
    const settings = [
      { name: 'queue', ...common, deadLetterQueue: 'dead' },
      { name: 'dead', ...common, deadLetterQueue: undefined },
    ];
    const consumers = [{ queue: 'queue', functionName: 'consumer', batchSize: 10, concurrency: 5 }];
    return { world, queues: new Queues(world, functions, settings, consumers) };
  };

  test('deliver a message again after its visibility timeout, and finally move it to the dead letters', async () => {
    const receives: string[] = [];
    const { world, queues } = setting(async (event) => {
      for (const { messageId, attributes } of (
        event as { Records: { messageId: string; attributes: Record<string, string> }[] }
      ).Records) {
        receives.push(`${messageId} ${attributes.ApproximateReceiveCount}`);
      }
      throw new Error('down');
    });

    queues.send('queue', 'body', {}, 'm');
    await world.run(world.now + HOUR_MS);

    expect(receives).toEqual(['m 1', 'm 2', 'm 3']);
    expect([queues.waiting, queues.bodies('dead')]).toEqual([0, ['body']]);
  });

  test('keep only the messages of a batch that failed', async () => {
    let calls = 0;
    const { world, queues } = setting(async (event) => {
      calls += 1;
      const { Records } = event as { Records: { messageId: string; body: string }[] };
      return {
        batchItemFailures: Records.filter(({ body }) => calls === 1 && body === 'bad').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      };
    });

    for (const body of ['good', 'bad', 'good']) queues.send('queue', body, {}, `${body} ${Math.random()}`);
    await world.run(world.now + 1000);
    const left = queues.bodies('queue');
    await world.run(world.now + HOUR_MS);

    expect([left.includes('good'), queues.waiting]).toEqual([false, 0]);
  });
});

describe('simulated functions', () => {
  test('end with Lambda’s timeout error, and never continue', async () => {
    const world = new World({ seed: 1, p: 0 });
    const went: string[] = [];
    const handler: Handler = async (_event, context: Context) => {
      went.push(String(context.getRemainingTimeInMillis()));
      await new Promise(() => undefined);
      went.push('on');
    };
    let outcome: unknown;

    void functionsOf(world, { slow: handler })
      .invoke('slow', '{}', 'cause')
      .then((end) => {
        outcome = end;
      });
    await world.run(world.now + 20_000);

    expect(outcome).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(went).toEqual(['10000']);
  });
});

describe('simulated requests', () => {
  test('are retried like the SDK does, and fail in a long outage', async () => {
    const world = new World({ seed: 1, p: 0 });
    const outages = [{ service: 'SQS', from: world.now, until: world.now + 60 }];
    const requests = new Requests(world, outages);
    const results: string[] = [];
    const send = (service: string) =>
      requests
        .send(service, 'SendMessage', (id) => id)
        .then(
          () => results.push('sent'),
          (error: Error) => results.push(error.name),
        );

    void send('SQS');
    await world.run(world.now + 10_000);
    outages[0] = { service: 'SQS', from: world.now, until: world.now + HOUR_MS };
    void send('SQS');
    await world.run(world.now + 10_000);

    expect(results).toEqual(['sent', 'InternalServerError']);
  });
});

describe('simulated workflows', () => {
  const runMachine = async (definition: object, handlers: Record<string, Handler>, input: object) => {
    const world = new World({ seed: 1, p: 0 });
    const workflows = new Workflows(world, functionsOf(world, handlers), [{ name: 'machine', definition }]);
    const running = workflows.run('machine', JSON.stringify(input), 'execution');
    await world.run(world.now + HOUR_MS);
    return running;
  };
  const named = (name: string) => Object.assign(new Error(name), { name });

  test('retry a task, catch its errors, and choose the next state', async () => {
    let calls = 0;
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          ...{ Type: 'Task', Resource: 'work', TimeoutSeconds: 5 },
          Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Which' }],
          End: true,
        },
        Which: {
          Type: 'Choice',
          Choices: [{ Variable: '$.error.Error', StringEquals: 'Busy', Next: 'End' }],
          Default: 'Wrong',
        },
        End: { Type: 'Succeed', InputPath: '$.id' },
        Wrong: { Type: 'Fail', Error: 'Wrong' },
      },
    };
    const work: Handler = async () => {
      calls += 1;
      throw named('Busy');
    };

    const end = await runMachine(definition, { work }, { id: 7 });

    expect([end, calls]).toEqual([{ status: 'SUCCEEDED', output: '7' }, 3]);
  });

  test('run a Map for each item, and end in time', async () => {
    const definition = {
      ...{ StartAt: 'Each', TimeoutSeconds: 3 },
      States: {
        Each: {
          ...{ Type: 'Map', ItemsPath: '$.items', End: true },
          ItemProcessor: {
            StartAt: 'Work',
            States: { Work: { Type: 'Task', Resource: 'work', TimeoutSeconds: 9, End: true } },
          },
        },
      },
    };
    const work: Handler = async (event) => (event === 9 ? new Promise(() => undefined) : Number(event) * 2);

    expect(await runMachine(definition, { work }, { items: [1, 2] })).toEqual({ status: 'SUCCEEDED', output: '[2,4]' });
    expect(await runMachine(definition, { work }, { items: [1, 9] })).toMatchObject({ status: 'TIMED_OUT' });
  });
});
