import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { choosePorts } from '../src/ports.ts';

const places = { stacks: [{ name: 'noteService' }], sidecars: [] };

test('any free ports are below those of outgoing connections, and pass over a port that is in use', async () => {
  const first = await choosePorts(0, places);
  const server = createServer();
  await new Promise<void>((listening) => server.listen(first.mailbox, '127.0.0.1', listening));

  const second = await choosePorts(0, places);

  await new Promise((closed) => server.close(closed));
  const all = [first, second].flatMap(({ apis, sidecars, ...ports }) => [
    ...Object.values(ports),
    ...Object.values(apis),
  ]);
  expect(Math.max(...all)).toBeLessThan(32_768);
  expect(second.mailbox).not.toBe(first.mailbox);
});
