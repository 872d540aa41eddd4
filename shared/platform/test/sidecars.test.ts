import { expect, test } from '@jest/globals';
import { choosePorts } from '../src/ports.ts';
import { type Sidecar, startSidecars } from '../src/sidecars.ts';

const sidecar = (name: string, portOffset: number, start: Sidecar['start']): Sidecar => ({ name, portOffset, start });

test('a sidecar that does not start closes the others', async () => {
  const closed: string[] = [];
  const good = sidecar('good', 11, async () => ({
    url: 'http://127.0.0.1:1',
    close: async () => void closed.push('good'),
  }));
  const bad = sidecar('bad', 12, () => Promise.reject(new Error('It does not start.')));

  const starting = startSidecars([good, bad], { ports: {}, directory: undefined });

  await expect(starting).rejects.toThrow('It does not start.');
  expect(closed).toEqual(['good']);
});

test('keeps its data in a folder of its own name', async () => {
  const places: unknown[] = [];
  const start: Sidecar['start'] = async (place) => {
    places.push(place);
    return { url: 'http://127.0.0.1:1', close: async () => undefined };
  };

  await startSidecars([sidecar('board', 11, start)], { ports: { board: 4011 }, directory: '/state' });
  await startSidecars([sidecar('board', 11, start)], { ports: { board: 4011 }, directory: undefined });

  expect(places).toEqual([
    { port: 4011, directory: '/state/board' },
    { port: 4011, directory: undefined },
  ]);
});

test('the variables of all sidecars are collected', async () => {
  const start = (variables: Record<string, string>) => async () => ({
    url: 'http://127.0.0.1:1',
    variables,
    close: async () => undefined,
  });
  const sidecars = [sidecar('page', 11, start({ PAGE: 'p' })), sidecar('board', 12, start({ BOARD: 'b' }))];

  const { variables } = await startSidecars(sidecars, { ports: {}, directory: undefined });

  expect(variables).toEqual({ PAGE: 'p', BOARD: 'b' });
});

test.each([
  ['the port of another', { name: 'board', portOffset: 1 }],
  ['the port of the mailbox', { name: 'board', portOffset: 10 }],
  ['the name of the mailbox', { name: 'mailbox', portOffset: 11 }],
])('may not have %s', async (_, place) => {
  const choosing = choosePorts(0, { stacks: [{ name: 'noteService', portOffset: 1 }], sidecars: [place] });

  await expect(choosing).rejects.toThrow(/share a name or a port/);
});
