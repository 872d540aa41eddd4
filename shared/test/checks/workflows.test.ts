import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';

const Permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const Job = z.object({
  uses: z.string().optional(),
  needs: z.string().optional(),
  permissions: Permissions.optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: Permissions,
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), Job),
});

const folder = '.github/workflows';
const files = globSync(`${folder}/*.yml`);
const textOf = (file: string) => readFileSync(file, 'utf8');
const workflow = (file: string) => Workflow.parse(parse(textOf(file), { strict: true }));
const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts);

test('there is a workflow that tests and one that deploys', () => {
  expect(files.toSorted()).toEqual([`${folder}/deploy.yml`, `${folder}/test.yml`]);
});

describe.each(files)('%s', (file) => {
  const { jobs, permissions } = workflow(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('runs only existing npm scripts', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    const named = [...commands.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, script]) => script);

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !scripts.includes(script ?? ''))).toEqual([]);
  });

  test('pins each action to a commit, with its version in a comment', () => {
    const lines = textOf(file).match(/^.*\buses:.*$/gm) ?? [];

    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(line).toMatch(/ uses: (\.\/\.github\/workflows\/[\w.]+|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test('has only read permissions by default, and stores no keys', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(textOf(file)).not.toMatch(/secrets\.|aws-access-key-id|aws-secret-access-key/i);
  });

  test('puts no user input into a command', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

test('an action has the same commit in all workflows', () => {
  const commits = files.flatMap((file) => [...textOf(file).matchAll(/ uses: ([\w/-]+)@(.+)$/gm)]);
  const byAction = Map.groupBy(commits, ([, action]) => action);

  for (const [action, uses] of byAction)
    expect([action, new Set(uses.map(([, , commit]) => commit)).size]).toEqual([action, 1]);
});

test('every push and every pull request is tested, main by the workflow that deploys it', () => {
  const [deploy, tests] = [workflow(`${folder}/deploy.yml`), workflow(`${folder}/test.yml`)];

  expect(tests.on).toEqual({ push: { 'branches-ignore': ['main'] }, pull_request: null, workflow_call: null });
  expect(deploy.on.push).toEqual({ branches: ['main'] });
  expect(deploy.jobs.test?.uses).toBe(`./${folder}/test.yml`);
  expect(deploy.jobs.deploy?.needs).toBe('test');
});

test('a deployment gets credentials for one run, waits for the previous one, and is tested afterwards', () => {
  const { jobs, concurrency } = workflow(`${folder}/deploy.yml`);
  const { permissions, steps = [] } = jobs.deploy ?? {};
  const credentials = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));

  expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(credentials?.with?.['role-to-assume']).toMatch(/^\$\{\{ vars\.AWS_ROLE_ARN \}\}$/);
  expect(concurrency).toEqual({
    group: expect.stringMatching(/inputs\.stage.*inputs\.region/),
    'cancel-in-progress': false,
  });
  const order = ['npm run deploy', 'npm run test:e2e'].map((command) =>
    steps.findIndex(({ run }) => run?.includes(command)),
  );
  expect(order).toEqual([steps.length - 2, steps.length - 1]);
});
