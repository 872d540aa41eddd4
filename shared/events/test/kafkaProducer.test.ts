import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { eventIn } from '../src/forwardedEvent.ts';
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
