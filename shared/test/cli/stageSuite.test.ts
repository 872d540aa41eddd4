import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { leftOut, stageFiles, stageNamePattern } from '../../cli/stageSuite.ts';

const texts = stageFiles.map((name) => readFileSync(`shared/test/e2e/${name}.e2e.test.ts`, 'utf8'));

describe('the tests against a deployed stage', () => {
  test.each(Object.values(leftOut).flat())('leave out "%s", which exists', (name) => {
    expect(texts.filter((text) => text.includes(name))).toHaveLength(1);
    expect(`a describe block ${name} and more`).not.toMatch(new RegExp(stageNamePattern()));
  });

  test('leave nothing else out', () => {
    expect('an order takes the stock, reaches shipping, and the customer gets both mails').toMatch(
      new RegExp(stageNamePattern()),
    );
  });
});
