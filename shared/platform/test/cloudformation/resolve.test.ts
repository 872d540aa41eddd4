import { describe, expect, test } from '@jest/globals';
import { createResolver, type ResolveContext } from '../../src/cloudformation/resolve.ts';
import type { Template } from '../../src/cloudformation/template.ts';

const template: Template = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Retries: { Type: 'Number', Default: 3 },
    Origins: { Type: 'CommaDelimitedList', Default: 'https://a.example, https://b.example' },
    Issuer: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/dev/auth/issuer' },
    Missing: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/dev/auth/nothing' },
    Nameless: { Type: 'String' },
  },
  Mappings: { Sizes: { dev: { memory: '256' } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
  },
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
};

const context: ResolveContext = {
  stack: 'shop',
  template,
  region: 'eu-west-1',
  accountId: '000000000000',
  identity: () => ({
    ref: 'shop-dev-Table',
    attributes: { Arn: 'arn:aws:dynamodb:::table/T', 'Outputs.Url': 'http://x' },
  }),
  storedParameter: (name) => (name === '/shop/dev/auth/issuer' ? 'https://issuer.example' : undefined),
  exportedValue: (name) => (name === 'shared-bucket' ? 'bucket-1' : undefined),
};
const { resolve, condition } = createResolver(context);

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Table' }, 'shop-dev-Table'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref of a number parameter', { Ref: 'Retries' }, '3'],
    ['Ref of a list parameter', { Ref: 'Origins' }, ['https://a.example', 'https://b.example']],
    ['Ref of a Parameter Store parameter', { Ref: 'Issuer' }, 'https://issuer.example'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:::table/T'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:::table/T'],
    ['GetAtt of an attribute with a dot', { 'Fn::GetAtt': ['Table', 'Outputs.Url'] }, 'http://x'],
    [
      'Sub',
      { 'Fn::Sub': `\${AWS::AccountId}:\${Table}:\${Table.Arn}` },
      '000000000000:shop-dev-Table:arn:aws:dynamodb:::table/T',
    ],
    [
      'Sub with variables of its own',
      { 'Fn::Sub': [`\${who} in \${Stage}`, { who: { Ref: 'Table' } }] },
      'shop-dev-Table in dev',
    ],
    ['Sub with a literal', { 'Fn::Sub': `\${!Literal}` }, `\${Literal}`],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-dev'],
    ['Split and Select', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
    ['If', { 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '256'],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'shared-bucket' } }, 'bucket-1'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  ])('%s', (_name, expression, expected) => {
    expect(resolve({ nested: [expression] })).toEqual({ nested: Array.isArray(expected) ? [expected] : [expected] });
  });

  test('AWS::NoValue takes its property and list item away', () => {
    const nothing = { 'Fn::If': ['IsProd', 'value', { Ref: 'AWS::NoValue' }] };

    expect(resolve({ kept: 1, gone: nothing, list: [nothing, 2] })).toEqual({ kept: 1, list: [2] });
  });

  test('conditions combine by Not, And and Or', () => {
    expect(['IsDev', 'IsProd', 'Both', 'Either'].map(condition)).toEqual([true, false, false, true]);
  });
});

describe('what cannot be resolved', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'a missing Parameter Store parameter',
      { Ref: 'Missing' },
      /^shop: reads the parameter \/shop\/dev\/auth\/nothing \(as Missing\)/,
    ],
    ['a parameter without a value', { Ref: 'Nameless' }, /parameter Nameless has no default value/],
    ['an unknown name', { Ref: 'Nobody' }, /no parameter or resource named Nobody/],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Table', 'Colour'] },
      /Table \(AWS::DynamoDB::Table\) has no attribute Colour/,
    ],
    [
      'an unknown function',
      { 'Fn::Cidr': ['10.0.0.0/16'] },
      /Fn::Cidr is not a function that the local platform knows/,
    ],
    ['an unknown condition', { 'Fn::If': ['Nope', 1, 2] }, /no condition named Nope/],
    ['an index beyond the list', { 'Fn::Select': [3, ['a']] }, /nothing at index 3/],
    ['a missing map entry', { 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] }, /nothing at Sizes.prod.memory/],
    ['an import nobody exports', { 'Fn::ImportValue': 'other' }, /imports other/],
  ])('%s is rejected with the stack and the name', (_name, expression, message) => {
    expect(() => resolve(expression)).toThrow(message);
  });
});
