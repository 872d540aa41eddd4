/** A process that gives every request the same answer; it receives the answer from its parent and sends back its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Connection headers, which the server sets itself. */
const OWN = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

process.once('message', ({ headers, body }: { headers: Record<string, string>; body: string }) => {
  const sent = {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.has(name))),
    'content-length': Buffer.byteLength(body),
  };
  const server = createServer((_request, response) => {
    response.writeHead(200, sent).end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
});

// The parent was killed without a chance to stop this process
process.once('disconnect', () => process.exit());
