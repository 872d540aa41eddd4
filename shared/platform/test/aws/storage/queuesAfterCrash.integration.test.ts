import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { arnOf, bodies, createQueue, receive, redrive, remove, send, show } from './queueActions.ts';
import { openStorages } from './storageClients.ts';

const ofOneTest = openStorages();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-'));
});

afterEach(ofOneTest.closeAll);

afterAll(() => rm(directory, { recursive: true }));

describe('after a kill -9', () => {
  test('every message that was not deleted is back: in order, in its queue, with its receive count and attributes, hidden as long as it was', async () => {
    const state = join(directory, 'killed');
    const first = await ofOneTest.startDoomed(state);
    const deadBefore = await createQueue(first.sqs, 'dead');
    const failingAttributes = { ...redrive(deadBefore, 1), VisibilityTimeout: '0' };
    const [work, failing, purged] = [
      await createQueue(first.sqs, 'work', { VisibilityTimeout: '600' }),
      await createQueue(first.sqs, 'failing', failingAttributes),
      await createQueue(first.sqs, 'purged'),
    ];
    const hidden = await createQueue(first.sqs, 'hidden', { VisibilityTimeout: '600' });
    const { TopicArn } = await first.sns.send(new CreateTopicCommand({ Name: 'news' }));
    await first.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: arnOf(work),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    await send(first.sqs, work, 'done');
    await remove(first.sqs, work, (await receive(first.sqs, work))[0]);
    await send(first.sqs, work, 'in flight');
    await show(first.sqs, work, (await receive(first.sqs, work))[0]);
    for (const body of ['hidden', 'shown later']) await send(first.sqs, hidden, body);
    const [, shownLater] = await receive(first.sqs, hidden);
    await first.sqs.send(
      new SendMessageCommand({
        QueueUrl: work,
        MessageBody: 'waiting',
        MessageAttributes: { trace: { DataType: 'String', StringValue: 'abc' } },
      }),
    );
    await first.sns.send(new PublishCommand({ TopicArn, Message: 'published' }));
    await send(first.sqs, failing, 'poison');
    await receive(first.sqs, failing);
    await receive(first.sqs, failing);
    await send(first.sqs, purged, 'purged');
    await first.sqs.send(new PurgeQueueCommand({ QueueUrl: purged }));
    await first.kill();

    const second = await ofOneTest.start(state);
    const attributes = { VisibilityTimeout: '30', MaximumMessageSize: '2048' };
    const names = ['dead', 'failing', 'hidden', 'purged', 'work'];
    for (const name of names) await createQueue(second.sqs, name, name === 'work' ? attributes : {});
    const received = Object.fromEntries(
      await Promise.all(
        names.map(async (name) => {
          const messages = await receive(second.sqs, `${second.url}/000000000000/${name}`, {
            MessageAttributeNames: ['All'],
          });
          return [name, messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])];
        }),
      ),
    );
    const { Attributes } = await second.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: `${second.url}/000000000000/work`, AttributeNames: ['All'] }),
    );

    expect(received).toEqual({
      dead: [['poison', '3']],
      failing: [],
      hidden: [],
      purged: [],
      work: [
        ['in flight', '2'],
        ['waiting', '1'],
        ['published', '1'],
      ],
    });
    expect(Attributes).toMatchObject(attributes);
    await show(second.sqs, `${second.url}/000000000000/hidden`, shownLater);
    const [again] = await receive(second.sqs, `${second.url}/000000000000/hidden`);
    expect([again?.Body, again?.Attributes?.ApproximateReceiveCount]).toEqual(['shown later', '2']);
  });

  test('nothing acknowledged is lost when the process dies while messages pour in', async () => {
    const state = join(directory, 'stormy');
    const first = await ofOneTest.startDoomed(state);
    const url = await createQueue(first.sqs, 'storm');
    const acknowledged: string[] = [];
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let index = 0; ; index++) {
        await send(first.sqs, url, `${sender}-${index}`);
        acknowledged.push(`${sender}-${index}`);
      }
    });
    const ended = Promise.allSettled(senders);
    while (acknowledged.length <= 20) await sleep(10);
    await first.kill();
    await ended;

    const second = await ofOneTest.start(state);
    const restored = await createQueue(second.sqs, 'storm');
    const found = new Set<string | undefined>();
    for (
      let messages = await receive(second.sqs, restored);
      messages.length > 0;
      messages = await receive(second.sqs, restored)
    ) {
      for (const body of bodies(messages)) found.add(body);
    }

    expect(acknowledged.filter((body) => !found.has(body))).toEqual([]);
  });
});
