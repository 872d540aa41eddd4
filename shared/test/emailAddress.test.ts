import { describe, expect, test } from '@jest/globals';
import { EmailAddress } from '../src/emailAddress.ts';

const label = 'a'.repeat(63);
/** 254 characters, the longest there is. */
const longest = `${'l'.repeat(64)}@${label}.${label}.${'b'.repeat(57)}.com`;

describe('an email address', () => {
  test.each([
    'ann@example.com',
    'a@b.co',
    'info@xn--80akhbyknj4f.xn--p1ai',
    'a&b@example.com',
    'ann+shop@example.com',
    "o'brien@example.ie",
    'ann.b.lee@mail.example.co.uk',
    'ann_lee-1@sub-domain.example.museum',
    '-ann-@example.com',
    "!#$%&'*+/=?^_`{|}~@example.com",
    '1234567890@163.com',
    'ann@1and1.com',
    'ann@123.example',
    `${'l'.repeat(64)}@example.com`,
    `ann@${label}.com`,
    longest,
  ])('may be %s', (address) => {
    expect(EmailAddress.parse(address)).toBe(address);
  });

  test.each([
    [' Ann@Example.COM\n', 'ann@example.com'],
    ['INFO@XN--80AKHBYKNJ4F.XN--P1AI', 'info@xn--80akhbyknj4f.xn--p1ai'],
    ['info@испытание.рф', 'info@xn--80akhbyknj4f.xn--p1ai'],
    ['Info@ИСПЫТАНИЕ.РФ', 'info@xn--80akhbyknj4f.xn--p1ai'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@bu\u0308cher.example', 'ann@xn--bcher-kva.example'],
    ['ann@例え.テスト', 'ann@xn--r8jz45g.xn--zckzah'],
    ['ann@example。com', 'ann@example.com'],
  ])('%j is %s', (written, address) => {
    expect(EmailAddress.parse(written)).toBe(address);
  });

  test.each([
    ['nothing', ''],
    ['no @', 'ann.example.com'],
    ['nothing before the @', '@example.com'],
    ['nothing after it', 'ann@'],
    ['two of them', 'ann@lee@example.com'],
    ['a dot in front', '.ann@example.com'],
    ['a dot before the @', 'ann.@example.com'],
    ['two dots in a row', 'ann..lee@example.com'],
    ['a space', 'ann lee@example.com'],
    ['a space in the domain', 'ann@exam ple.com'],
    ['a line break', 'ann@example.com\nbcc: eve@example.com'],
    ['a comma', 'ann,eve@example.com'],
    ['a name beside it', 'Ann <ann@example.com>'],
    ['a quoted local part', '"ann lee"@example.com'],
    ['a comment', 'ann(lee)@example.com'],
    ['a backslash', 'ann\\lee@example.com'],
    ['a domain of one label', 'ann@localhost'],
    ['an empty label', 'ann@example..com'],
    ['a dot at the end', 'ann@example.com.'],
    ['a hyphen at an edge of a label', 'ann@-example.com'],
    ['an underscore in the domain', 'ann@exam_ple.com'],
    ['an IPv4 address', 'ann@127.0.0.1'],
    ['an IPv4 address in brackets', 'ann@[127.0.0.1]'],
    ['an IPv6 address in brackets', 'ann@[IPv6:::1]'],
    ['a tab in the domain', 'ann@exam\tple.com'],
    ['a zero-width space for a domain', 'ann@\u200b.com'],
    ['a zero-width space in the local part', 'an\u200bn@example.com'],
    ['a slash in the domain', 'ann@example.com/x'],
    ['a percent sign in the domain', 'ann@ex%61mple.com'],
    ['a local part of 65 characters', `${'l'.repeat(65)}@example.com`],
    ['a label of 64 characters', `ann@${'a'.repeat(64)}.com`],
    ['255 characters', `l${longest}`],
    [
      'a domain that Punycode makes too long',
      `ann@${'ü'.repeat(60)}.${'ü'.repeat(60)}.${'ü'.repeat(60)}.${'ü'.repeat(40)}.de`,
    ],
    ['10 kB', `${'a'.repeat(10_000)}@example.com`],
  ])('does not have %s', (_, text) => {
    expect(EmailAddress.safeParse(text).success).toBe(false);
  });

  test.each(['josé@example.com', 'почта@example.com', '用户@例え.テスト'])(
    'with other characters than ASCII before the @ is rejected with the reason: %s',
    (text) => {
      expect(EmailAddress.safeParse(text).error?.issues).toMatchObject([{ message: expect.stringContaining('ASCII') }]);
    },
  );
});
