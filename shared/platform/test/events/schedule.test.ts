import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { failedMessages } from '../../src/events/batchResult.ts';
import { cronMatcher } from '../../src/events/cron.ts';
import { deliverObjectEvent } from '../../src/events/eventSources.ts';
import { startSchedule } from '../../src/events/schedule.ts';
import { recordedLog } from '../log/recordedLog.ts';

describe('a schedule', () => {
  beforeEach(() => void jest.useFakeTimers({ now: new Date('2026-03-01T10:00:30Z') }));
  afterEach(() => void jest.useRealTimers());

  const start = (expression: string, more: { input?: unknown } = {}) => {
    const invokeAsync = jest.fn<(functionArn: string, event: unknown) => unknown>();
    const arn = 'arn:aws:events:eu-west-1:000000000000:rule/cleanUp';
    const place = { functionArn: 'fn', region: 'eu-west-1', accountId: '000000000000' };
    const schedule = startSchedule({ arn, expression, ...place, invokeAsync, log: recordedLog(), ...more });
    return { invokeAsync, schedule };
  };

  test('by rate runs after every period, for the first time after one, with the event of EventBridge', () => {
    const { invokeAsync } = start('rate(2 minutes)');

    jest.advanceTimersByTime(119_000);
    expect(invokeAsync).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1_000);

    expect(invokeAsync).toHaveBeenCalledWith('fn', {
      ...{ version: '0', id: expect.any(String), 'detail-type': 'Scheduled Event', source: 'aws.events' },
      ...{ account: '000000000000', time: '2026-03-01T10:02:30Z', region: 'eu-west-1', detail: {} },
      resources: ['arn:aws:events:eu-west-1:000000000000:rule/cleanUp'],
    });
    jest.advanceTimersByTime(240_000);
    expect(invokeAsync).toHaveBeenCalledTimes(3);
  });

  test('by cron runs when its fields match, with the input it was given', () => {
    const { invokeAsync } = start('cron(0/15 10 ? * SUN *)', { input: { dry: true } });

    jest.advanceTimersByTime(14 * 60_000);
    expect(invokeAsync).not.toHaveBeenCalled();
    jest.advanceTimersByTime(24 * 3_600_000);

    expect(invokeAsync.mock.calls).toEqual([...Array(3)].map(() => ['fn', { dry: true }]));
  });

  test('ends when it is closed', async () => {
    const { invokeAsync, schedule } = start('rate(1 minute)');
    await schedule.close();

    jest.advanceTimersByTime(600_000);

    expect(invokeAsync).not.toHaveBeenCalled();
  });

  test.each([
    'rate(0 minutes)',
    'rate(2 weeks)',
    'at(2026-01-01T00:00:00)',
    'cron(0 12 * *)',
    'cron(0 25 * * ? *)',
    'cron(0 0 L * ? *)',
  ])('is rejected for %s', (expression) => {
    expect(() => start(expression)).toThrow(/supported|six fields/);
  });

  test.each([
    ['0 12 * * ? *', '2026-03-01T12:00:00Z'],
    ['30 9-17/4 ? * MON-FRI *', '2026-03-02T09:30:00Z'],
    ['5,10 0 1 JAN,jun ? *', '2026-06-01T00:05:00Z'],
  ])('cron(%s) is next due at %s', (fields, due) => {
    expect(new Date(cronMatcher(fields)(Date.parse('2026-03-01T10:00:30Z')))).toEqual(new Date(due));
  });
});

describe('a batch result', () => {
  test.each([
    ['null', null],
    ['an empty object', {}],
    ['no failures', { batchItemFailures: [] }],
    ['null failures', { batchItemFailures: null }],
  ])('of %s means that all messages are done', (_, result) => {
    expect(failedMessages(result, ['a', 'b'])).toEqual(new Set());
  });

  test('names the messages that failed', () => {
    expect(failedMessages({ batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a', 'b'])).toEqual(new Set(['b']));
  });

  test.each([
    ['a string', 'failed'],
    ['failures that are no list', { batchItemFailures: 'b' }],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a wrong key', { batchItemFailures: [{ id: 'a' }] }],
    ['an unknown message', { batchItemFailures: [{ itemIdentifier: 'z' }] }],
  ])('of %s means that the whole batch failed', (_, result) => {
    expect(failedMessages(result, ['a', 'b'])).toBe('all');
  });
});

describe('an S3 event', () => {
  const record = (eventName: string, bucket: string, key: string) => ({
    eventName,
    s3: { bucket: { name: bucket }, object: { key } },
  });
  const deliver = (...records: ReturnType<typeof record>[]) => {
    const calls: unknown[] = [];
    const notifications = [
      { bucket: 'banners', events: ['s3:ObjectCreated:*'], prefix: 'uploads/', functionArn: 'publish' },
      { bucket: 'banners', events: ['s3:ObjectCreated:Put'], suffix: 'a b.png', functionArn: 'count' },
      { bucket: 'banners', events: ['s3:ObjectRemoved:*'], functionArn: 'forget' },
    ];
    deliverObjectEvent({ Records: records }, notifications, (functionArn, event) => calls.push([functionArn, event]));
    return calls;
  };

  test('reaches each function whose event names, prefix and suffix match, one record at a time', () => {
    const put = record('ObjectCreated:Put', 'banners', 'uploads/1/a+b.png');
    const copy = record('ObjectCreated:Copy', 'banners', 'uploads/1/c%C3%A4.png');

    expect(deliver(put, copy)).toEqual([
      ['publish', { Records: [put] }],
      ['count', { Records: [put] }],
      ['publish', { Records: [copy] }],
    ]);
  });

  test('reaches nobody for another bucket, prefix, suffix or event', () => {
    const others = [
      record('ObjectCreated:Put', 'categories', 'uploads/1/x.png'),
      record('ObjectCreated:Put', 'banners', 'images/1/x.png'),
      record('ObjectRestore:Post', 'banners', 'uploads/1/a+b.png'),
    ];

    expect(deliver(...others)).toEqual([]);
  });
});
