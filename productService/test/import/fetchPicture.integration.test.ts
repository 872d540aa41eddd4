import '../../../shared/test/imageEnvironment.ts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fixture } from '../../../shared/test/images/fixtures.ts';
import { pictureFetcher } from '../../src/import/fetchPicture.ts';

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const good = createServer((_, response) => response.end(fixture('profile.jpg')));
const slow = createServer(() => {}); // never answers

beforeAll(async () => {
  await Promise.all([good, slow].map(listen));
});
afterAll(() => {
  for (const server of [good, slow]) {
    server.closeAllConnections();
    server.close();
  }
});

const soon = (milliseconds: number) => Date.now() + milliseconds;

test('a host that does not answer costs no more than the time that is left, and is then not asked any more', async () => {
  const fetchPicture = pictureFetcher();
  const slowly = () => fetchPicture(`${addressOf(slow)}/a.jpg`, soon(100));
  const start = Date.now();

  for (let time = 0; time < 3; time += 1) await expect(slowly()).rejects.toThrow('It did not answer in time.');
  await expect(fetchPicture(`${addressOf(slow)}/b.jpg`, soon(60_000))).rejects.toThrow(
    'Its host failed several times.',
  );

  expect(Date.now() - start).toBeLessThan(5_000);
  expect(await fetchPicture(`${addressOf(good)}/b.jpg`, soon(5_000))).toMatchObject({ fileName: 'b.jpg' });
});

test('once the time is used up, nothing is requested', async () => {
  await expect(pictureFetcher()(`${addressOf(good)}/a.jpg`, Date.now())).rejects.toThrow('There was no time left');
});

test.each([
  ['/f%C3%B6hn.jpg?width=3', 'föhn.jpg'],
  ['/', 'picture.png'],
  ['/a%2Fb.jpg', 'picture.png'],
  ['/%00.jpg', 'picture.png'],
  [`/${'x'.repeat(200)}.jpg`, 'picture.png'],
  ['/%E0%A4%A', '%E0%A4%A'],
])('the picture at %s is called %s', async (path, fileName) => {
  const { type, ...picture } = await pictureFetcher()(addressOf(good) + path, soon(5_000));

  expect(picture.fileName).toBe(fileName.replace('picture.png', `picture.${type.slice(6)}`));
});
