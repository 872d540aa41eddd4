import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type CompiledStack, compileAllStacks, compileStacks } from '../../checks/templates/compiledStacks.ts';
import { dashboardDifferences } from '../../checks/templates/dashboard.ts';
import { brokenRoles, grantsOf, integrationsOf, rolesOf } from '../../checks/templates/grants.ts';
import { missingHeadRoutes } from '../../checks/templates/headRoutes.ts';
import { openTransport, secretsInPlainText, unprotectedData } from '../../checks/templates/protection.ts';
import {
  blockableStreams,
  deadLetterQueuesOf,
  refusedDeliveries,
  unboundedFunctions,
  unthrottledRoutes,
  unwatchedConsumers,
  unwatchedFunctions,
} from '../../checks/templates/resilience.ts';
import { runbookDifferences } from '../../checks/templates/runbooks.ts';
import { brokenStates, definitionsOf } from '../../checks/templates/stateMachines.ts';
import { comparePermissions } from '../../checks/templates/usedPermissions.ts';
import { DEAD_LETTER_QUEUES } from '../../cli/deadLetters.ts';
import { compiled } from './compiledSamples.ts';

jest.setTimeout(600_000); // packages what has changed since it was last packaged

describe.each(['dev', 'prod'])('the compiled templates of stage %s', (stage) => {
  let stacks: CompiledStack[];
  beforeAll(async () => {
    stacks = await compileAllStacks(stage);
  });

  test('have one narrow role for each function', () => {
    expect(rolesOf(stacks).flatMap(({ statements }) => statements).length).toBeGreaterThan(100);
    expect(brokenRoles(stacks)).toEqual([]);
  });

  test('let each API invoke exactly the functions of its routes', () => {
    const allowed = grantsOf(stacks).flatMap(({ holder, action, resource }) =>
      holder.endsWith('-HttpApi') ? [[holder, action, resource].join(' ')] : [],
    );
    const needed = integrationsOf(stacks).map(({ api, functionArn }) => `${api} lambda:InvokeFunction ${functionArn}`);

    expect(needed.length).toBeGreaterThan(100);
    expect(allowed.toSorted()).toEqual(needed.toSorted());
  });

  test('let functions that send email use the identity and its default configuration set', () => {
    const grants = grantsOf(stacks).filter(({ action }) => action === 'ses:SendEmail');
    const senders = Map.groupBy(grants, ({ holder }) => holder);

    expect(senders.size).toBeGreaterThan(0);
    for (const [holder, granted] of senders)
      expect([holder, ...granted.map(({ resource }) => resource)]).toEqual([
        holder,
        'arn:aws:ses:eu-west-1:000000000000:identity/*',
        'arn:aws:ses:eu-west-1:000000000000:configuration-set/*',
      ]);
  });

  test.each([
    ['a dead-letter queue and an alarm for every consumer', unwatchedConsumers],
    ['a bounded number of attempts for each record of a stream, and halves of batches that fail', blockableStreams],
    ['queues that accept what topics deliver or give up', refusedDeliveries],
    ['an alarm for the failures of every function, API and state machine', unwatchedFunctions],
    ['a timeout, memory, log retention and traces for every function', unboundedFunctions],
    ['a throttle for every route', unthrottledRoutes],
    ['a HEAD route for every GET', missingHeadRoutes],
    ['a deletion policy for all data, which prod keeps', unprotectedData],
    ['encryption, and nothing without TLS', openTransport],
    ['no secret in an environment', secretsInPlainText],
    ['a dashboard and queries that name what is there', dashboardDifferences],
    ['a runbook for every alarm, and no other', runbookDifferences],
  ])('have %s', (_, check: (stacks: readonly CompiledStack[]) => string[]) => {
    expect(check(stacks)).toEqual([]);
  });

  test('have exactly the dead-letter queues that can be redriven', () => {
    const listed = DEAD_LETTER_QUEUES.flatMap(({ service, queue, from }) => {
      const sources = 'queue' in from ? [from.queue] : [from.function, ...(from.repairedBy ? [from.repairedBy] : [])];
      return sources.map((source) => [service, queue, source].join(' '));
    });

    expect(deadLetterQueuesOf(stacks).sort()).toEqual(listed.sort());
  });

  test('have a state machine that is valid and whose tasks retry, catch and end', () => {
    const definitions = definitionsOf(stacks);

    expect([...definitions.keys()]).toEqual([`orderService-${stage}-OrderWorkflow`]);
    expect([...definitions].flatMap(([name, definition]) => brokenStates(name, definition))).toEqual([]);
  });
});

test('the pages on costs and limits count the resources that stage dev has', async () => {
  const stacks = (await compileStacks('dev')).map(({ template }) => Object.values(template.Resources));
  const sizes = stacks.map((resources) => resources.length);
  const ofType = (type: string) => stacks.flat().filter(({ Type }) => Type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm').filter(({ Condition }) => Condition === undefined); // webhooks are off
  const watched = alarms.map(({ Properties }) => {
    const queries = (Properties?.Metrics ?? []) as { MetricStat?: unknown }[];
    return queries.filter(({ MetricStat }) => MetricStat).length || 1;
  });
  const metrics = watched.reduce((sum, count) => sum + count, 0);

  const limits = readFileSync('docs/limits.md', 'utf8');

  expect(readFileSync('docs/deploy.md', 'utf8')).toContain(`metrics watched (${alarms.length} alarms) | ${metrics} |`);
  expect(limits).toContain(`| resources of a stack | ${Math.min(...sizes)} to ${Math.max(...sizes)} (`);
  expect(limits).toContain(`| roles | ${ofType('AWS::IAM::Role').length} a stage |`);
  expect(limits).toContain(`| ${ofType('AWS::Lambda::Function').length} functions a stage,`);
});

test('an idle month costs the sum of its parts, and the README says so', () => {
  const [, table = ''] = readFileSync('docs/deploy.md', 'utf8').split('### An idle month');
  const parts = [...table.matchAll(/^\| .* \| ([\d.]+) \|$/gm)].map(([, dollars]) => Number(dollars));
  const together = parts.reduce((sum, part) => sum + part, 0).toFixed(2);

  expect(parts.length).toBeGreaterThan(5);
  expect(table).toContain(`| **together** | | | **${together}** |`);
  expect(readFileSync('README.md', 'utf8')).toContain(`costs $${together},`);
});

describe('of roles it is found', () => {
  const role = (statement: object, more: object = {}) =>
    compiled({
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } }],
          ...more,
        },
      },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    });
  const table = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Orders';

  test.each([
    ['a `*` in an action', role({ Action: 'dynamodb:*', Resource: table }), /allows dynamodb:\*/],
    ['a `*` for a resource', role({ Action: 'dynamodb:GetItem', Resource: '*' }), /allows dynamodb:GetItem on \*/],
    [
      'a managed policy',
      role({ Action: 'dynamodb:GetItem', Resource: table }, { ManagedPolicyArns: ['AdministratorAccess'] }),
      /managed policy/,
    ],
  ])('when there is %s', (_, stack, sentence) => {
    expect(brokenRoles([stack])).toEqual([expect.stringMatching(sentence)]);
  });

  test('when a state machine may not write its log, or may not invoke a function inside a Map', () => {
    const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:F';
    const work = { Type: 'Task', Resource: functionArn, End: true };
    const Iterator = { StartAt: 'Work', States: { Work: work } };
    const delivery = ['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery'];
    const others = ['ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'];
    const stackOf = (statements: object[]) => {
      const { Role } = role({}).template.Resources;
      const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
      return compiled({
        Role: { Type: String(Role?.Type), Properties: { Policies: [{ PolicyDocument: { Statement } }] } },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            DefinitionString: JSON.stringify({
              StartAt: 'Each',
              States: { Each: { Type: 'Map', Iterator, End: true } },
            }),
            LoggingConfiguration: { Level: 'ERROR' },
          },
        },
      });
    };
    const logs = { Action: [...delivery, ...others].map((action) => `logs:${action}`), Resource: '*' };
    const invoke = { Action: 'lambda:InvokeFunction', Resource: functionArn };

    expect(comparePermissions([stackOf([logs, invoke])], [])).toMatchObject({ missing: [], unused: [] });
    expect(brokenRoles([stackOf([logs, invoke])])).toEqual([]);
    expect(comparePermissions([stackOf([{ ...logs, Action: logs.Action.slice(1) }])], []).missing).toEqual([
      `sample-Machine: lambda:InvokeFunction on ${functionArn}`,
      'sample-Machine: logs:CreateLogDelivery on *',
    ]);
  });

  test('when a function may not read its stream, or may do more with it than Lambda does', () => {
    const { Role, Function: reader } = role({ Action: [] }).template.Resources;
    const streamArn = { 'Fn::GetAtt': ['Table', 'StreamArn'] };
    const readers = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    const stackOf = (actions: string[]) => {
      const Action = actions.map((action) => `dynamodb:${action}`);
      const Policies = [
        {
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action, Resource: streamArn },
              { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
            ],
          },
        },
      ];
      return compiled({
        Role: { Type: String(Role?.Type), Properties: { Policies } },
        Function: reader ?? { Type: 'AWS::Lambda::Function' },
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } } },
        Dead: { Type: 'AWS::SQS::Queue' },
        Stream: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            ...{ EventSourceArn: streamArn, FunctionName: { Ref: 'Function' }, StartingPosition: 'LATEST' },
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
          },
        },
      });
    };
    const differences = (actions: string[]) => {
      const { missing, unused } = comparePermissions([stackOf(actions)], []);
      return { missing: missing.filter((text) => !text.includes('logs:')), unused };
    };
    const stream = 'arn:aws:dynamodb:eu-west-1:000000000000:table/sample-Table/stream/2020-01-01T00:00:00.000';

    expect(differences(readers)).toEqual({ missing: [], unused: [] });
    expect(brokenRoles([stackOf(readers)])).toEqual([]);
    expect(differences([...readers.slice(1), 'Scan'])).toEqual({
      missing: [`sample-Function: dynamodb:DescribeStream on ${stream}`],
      unused: [`sample-Function: dynamodb:Scan on ${stream}`],
    });
  });

  test('when a function uses what it may not, and when it may what it does not use', () => {
    const stack = role({ Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: table });
    const holder = 'sample-Function';

    const { missing, unused } = comparePermissions(
      [stack],
      [
        { holder, action: 'dynamodb:GetItem', resource: table },
        { holder, action: 'dynamodb:DeleteItem', resource: table },
      ],
    );

    expect(missing).toContain(`${holder}: dynamodb:DeleteItem on ${table}`);
    expect(missing).not.toContain(`${holder}: dynamodb:GetItem on ${table}`);
    expect(unused).toEqual([`${holder}: dynamodb:PutItem on ${table}`]);
  });
});
