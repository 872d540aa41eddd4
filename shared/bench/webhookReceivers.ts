/** A process with endpoints of webhooks: one that answers, one that never does, and one that fails. It reports how late events were. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How late each event reached the endpoint that answers, in milliseconds. */
let delays: number[] = [];

const listen = async (answer: RequestListener): Promise<string> => {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const healthy: RequestListener = async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.writeHead(204).end();
  const { occurredAt } = JSON.parse(Buffer.concat(chunks).toString()) as { occurredAt: string };
  delays.push(Date.now() - Date.parse(occurredAt));
};

const urls = {
  healthy: await listen(healthy),
  hanging: await listen((request) => void request.resume()),
  failing: await listen((request, response) => {
    request.resume();
    response.writeHead(500).end();
  }),
};
process.send?.({ answer: urls });

process.on('message', () => {
  process.send?.({ answer: delays });
  delays = [];
});

// The parent was killed without a chance to stop this process
process.once('disconnect', () => process.exit());
