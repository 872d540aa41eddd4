import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { webApp } from '../../cli/start/webApp.ts';

const root = mkdtempSync(join(tmpdir(), 'web-app-'));
afterAll(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
symlinkSync(resolve('node_modules'), join(root, 'node_modules')); // has Vite
write('package-lock.json', '{}');
write('shared/web/app/vite.config.js', "export default { base: '/app/' };");
write('shared/web/app/index.html', '<title>App</title><script type="module" src="/main.js"></script>');
write('shared/web/app/main.js', "document.title = 'first';");

const app = webApp(root, { name: 'app', base: '/app/', takesPayments: false, uploads: false });
const bodyOf = (path: string) => String(app.answer(path)?.body);
const scriptOf = () => /src="([^"]+)"/.exec(bodyOf('/app/'))?.[1] ?? '';

test('a web app is built, served with its pages, and built again when it has changed', async () => {
  expect(app.answer('/app/')).toMatchObject({ status: 503, headers: { refresh: '2' } });

  await app.build();

  expect(bodyOf('/app/')).toContain('<title>App</title>');
  expect(bodyOf('/app/orders/1')).toBe(bodyOf('/app/')); // a page of the app
  expect(app.answer('/app')).toMatchObject({ status: 301, headers: { location: '/app/' } });
  expect(app.answer('/elsewhere')).toBeUndefined();
  const first = scriptOf();
  expect(app.answer(first)).toMatchObject({
    status: 200,
    headers: { 'cache-control': expect.stringMatching('immutable') },
  });
  for (const path of ['/app/assets/none.js', '/app/assets/../index.html', '/app/favicon.ico', '/app/assets/..']) {
    expect(app.answer(path)?.status).not.toBe(500);
    expect(String(app.answer(path)?.body)).not.toContain('first');
  }

  write('shared/web/app/main.js', "document.title = 'second';");
  await app.build();
  expect(scriptOf()).not.toBe(first);

  write('shared/web/app/main.js', 'not JavaScript (');
  await app.build();
  expect(app.answer('/app/')).toMatchObject({ status: 500, body: expect.stringContaining('main.js') });
});

test('two platforms that build an app at once both serve it', async () => {
  write('shared/web/twin/index.html', '<title>Twin</title>');
  const [one, other] = [1, 2].map(() =>
    webApp(root, { name: 'twin', base: '/', takesPayments: false, uploads: false }),
  );

  await Promise.all([one?.build(), other?.build()]);

  for (const twin of [one, other]) expect(twin?.answer('/')).toMatchObject({ status: 200 });
});

test('a web app at the root answers every path that is not a missing file, and serves its public files', async () => {
  write('shared/web/front/index.html', '<title>Front</title>');
  write('shared/web/front/public/icon.svg', '<svg/>');
  const front = webApp(root, { name: 'front', base: '/', takesPayments: true, uploads: false });

  await front.build();

  expect(String(front.answer('/')?.body)).toContain('<title>Front</title>');
  expect(front.answer('/orders/1')).toEqual(front.answer('/'));
  expect(front.answer('/icon.svg')).toMatchObject({ status: 200, type: 'image/svg+xml' });
  for (const path of ['/none.js', '/assets', '/..', '/%'])
    expect(String(front.answer(path)?.body)).not.toContain('<svg/>');
  expect(front.answer('/none.js')).toMatchObject({ status: 404 });
});
