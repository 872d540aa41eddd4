import { describe, expect, test } from '@jest/globals';
import { unrepeatedWritesIn, unrepeatedWritesOf } from '../../checks/storeWrites.ts';

const root = new URL('../../..', import.meta.url).pathname;
const folders = ['authService', 'bannerService', 'categoryService', 'productService', 'orderService', 'shared'];

test.each(folders)('every write of %s that can conflict with a transaction is retried', (folder) => {
  expect(unrepeatedWritesIn(root, `${folder}/src`)).toEqual([]);
});

describe('a write', () => {
  test('that is sent without retries is found', () => {
    const text = 'export const save = () => dynamodb.send(new PutCommand({}));';

    expect(unrepeatedWritesOf('store', text)).toEqual(['store.save']);
  });

  test('that is retried after conflicts is fine, and so is a read', () => {
    const text = `const save = () => retryConflicts(() => dynamodb.send(new PutCommand({})));
      const read = () => dynamodb.send(new GetCommand({}));`;

    expect(unrepeatedWritesOf('store', text)).toEqual([]);
  });
});
