import { afterEach, describe, expect, test } from '@jest/globals';
import { urlTable } from '../../cli/deployment/apiUrls.ts';
import { ownWords } from '../../cli/deployment/serverlessCommand.ts';
import { stageOf } from '../../cli/deployment/stageOptions.ts';

describe('the stage of a command', () => {
  const { AWS_REGION } = process.env;
  afterEach(() => {
    delete process.env.AWS_REGION;
    if (AWS_REGION !== undefined) process.env.AWS_REGION = AWS_REGION;
  });

  test('must be named: nothing happens to a stage by default', () => {
    expect(() => stageOf({})).toThrow('Name it with --stage');
  });

  test.each(['Dev', 'my_stage', '1st', 'a'.repeat(21), '', 'a/b'])('cannot be called %j', (stage) => {
    expect(() => stageOf({ stage })).toThrow('cannot be a stage');
  });

  test('is in the named region, otherwise that of the environment, otherwise eu-west-1', () => {
    delete process.env.AWS_REGION;
    expect(stageOf({ stage: 'dev' }).region).toBe('eu-west-1');
    process.env.AWS_REGION = 'us-east-1';
    expect(stageOf({ stage: 'dev' }).region).toBe('us-east-1');
    expect(stageOf({ stage: 'dev', region: 'eu-north-1' }).region).toBe('eu-north-1');
  });

  test('has parameters, each with a name and a value', () => {
    expect(stageOf({ stage: 'dev', param: ['mailFrom=a@b.example', 'corsOrigins='] }).params).toEqual([
      'mailFrom=a@b.example',
      'corsOrigins=',
    ]);
    expect(() => stageOf({ stage: 'dev', param: ['mailFrom'] })).toThrow('--param takes name=value, not "mailFrom"');
  });
});

test('the framework’s output is reduced to its error message', () => {
  const printed = [
    'Deploying orderService to stage dev (eu-west-1)',
    '  CREATE_FAILED - AWS::DynamoDB::Table - OrdersTable',
    '× Stack orderService-dev failed to deploy (12s)',
    'Environment: linux, node 24.21.0, osls 4.3.1 (local)',
    'Docs:        github.com/oss-serverless/osls',
    '',
    'Error:',
    'CREATE_FAILED: OrdersTable (AWS::DynamoDB::Table)',
    'orderService-dev-Orders already exists',
    '    at checkStackProgress (monitor-stack.js:1:1)',
    '',
    '',
    '',
    'View the full error: https://eu-west-1.console.aws.amazon.com/…',
  ].join('\n');

  expect(ownWords(printed).split('\n')).toEqual([
    'CREATE_FAILED: OrdersTable (AWS::DynamoDB::Table)',
    'orderService-dev-Orders already exists',
    '',
    'View the full error: https://eu-west-1.console.aws.amazon.com/…',
  ]);
});

test('URLs are shown as a table', () => {
  expect(urlTable({ authService: 'https://a.example', productService: 'https://b.example' }).split('\n')).toEqual([
    '  authService     https://a.example',
    '  productService  https://b.example',
  ]);
});
