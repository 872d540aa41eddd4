import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { routesOf } from '../../openapi/description.ts';
import { readDescriptions } from '../../openapi/services.ts';

const page = readFileSync('docs/routes.md', 'utf8');

/** What `docs/routes.md` says of a route. */
const passageOf = (service: string, route: string): string => {
  const section = page.split(`\n## ${service}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split(`\n### \`${route}\`\n`)[1]?.split('\n### ')[0] ?? '';
};

const callers = {
  customer: /^Customer[.:]/,
  staff: /^Staff\./,
  admin: /^Admin\./,
  uploads: /^Anyone; admin where/,
  anyone: /^Anyone\./,
};

const routes = [...(await readDescriptions('.'))].flatMap(([service, description]) =>
  Object.entries(routesOf(description)).map(([route, described]) => ({ service, route, ...described })),
);

describe.each(routes)('docs/routes.md and the document agree on $service: $route', (described) => {
  const passage = passageOf(described.service, described.route);

  test('as to the errors', () => {
    const errors = /^Errors: .+?(?=\n\n)/ms.exec(passage)?.[0] ?? '';
    const codes = [...errors.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code);

    expect([...described.errors].sort()).toEqual(codes.sort());
  });

  test('as to who may call it', () => {
    expect(passage.trimStart()).toMatch(callers[described.auth ?? 'anyone']);
  });

  test('as to repeats and caches', () => {
    const seconds = /May be cached for (\d+) seconds/.exec(passage)?.[1];

    expect(described.idempotencyKey ?? false).toBe(passage.includes('Honours `Idempotency-Key`'));
    expect(described.maxAgeSeconds).toBe(seconds === undefined ? undefined : Number(seconds));
  });
});
