import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver was sent. */
export type Received = { headers: IncomingHttpHeaders; body: string; event: { id: string; type: string }; at: number };

/** Starts a receiver of events on this machine, which answers 200 unless it is told otherwise. */
export const startReceiver = async (address = '127.0.0.1', port = 0) => {
  const received: Received[] = [];
  const open: ServerResponse[] = [];
  let most = 0;
  const receiver = {
    received,
    url: '',
    port: 0,
    /** Answers a request, which has been noted. */
    answer: (response: ServerResponse, _: Received): void => void response.end('thanks'),
    /** The most requests that were open at a time. */
    mostOpen: () => most,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer(async (request, response) => {
    open.push(response);
    most = Math.max(most, open.length);
    response.on('close', () => open.splice(open.indexOf(response), 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const one = { headers: request.headers, body, event: JSON.parse(body), at: Date.now() };
    received.push(one);
    receiver.answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  receiver.port = (server.address() as AddressInfo).port;
  receiver.url = `http://${address}:${receiver.port}/events`;
  return receiver;
};
