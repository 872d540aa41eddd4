/** A process that answers every request alike; its parent says what with, and is told the port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Headers of the connection, which the server sets itself. */
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

// Its parent was killed, without a chance to stop this
process.once('disconnect', () => process.exit());
