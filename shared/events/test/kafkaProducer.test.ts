import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { eventIn } from '../src/forwardedEvent.ts';
import { forwardToKafka } from '../src/forwardToKafka.ts';
import { kafkaSender } from '../src/kafkaProducer.ts';
import { bodyOf, recordOf } from './eventSamples.ts';

test('a broker hears its name before it shows a certificate: many clusters share one address', async () => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const send = kafkaSender(
    { brokers: [`localhost:${port}`], auth: 'none', isEncrypted: true, parameter: '/kafka', region: 'eu-west-1' },
    'dev',
  );

  const sending = send([eventIn(recordOf('1', bodyOf('ORDER_CREATED', 'a')))]).catch(() => undefined);
  const [socket]: [Socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = await once(socket, 'data');
  server.close();
  socket.destroy();
  await sending;
  await send.close();

  expect(hello.includes('localhost')).toBe(true); // not encrypted yet
});

test('a secret that does not come is an outage before the time of the function is over', async () => {
  mockClient(SSMClient)
    .on(GetParameterCommand)
    .callsFake(() => new Promise(() => undefined)); // as in a VPC without a way to Parameter Store
  const settings = { brokers: ['localhost:1'], isEncrypted: true, parameter: '/silent', region: 'eu-west-1' };
  const send = kafkaSender({ ...settings, auth: 'scram' }, 'dev', 20);
  const records = ['a', 'b'].map((id) => recordOf(id, bodyOf('ORDER_CREATED', id), `orders/${id}`));

  await expect(send(records.map(eventIn))).rejects.toThrow('Nothing has answered within 20 ms');
  expect(await forwardToKafka(records, send)).toHaveLength(2);
});
