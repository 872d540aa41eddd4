import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlText } from '../../src/productCsv/htmlText.ts';

test.each([
  ['plain text', 'plain text'],
  ['<p>One</p>\r\n<p>Two<br>lines</p>', 'One\n\nTwo\nlines'],
  ['<p>For</p><ul>\n<li>tea</li>\n<li><p>coffee</p></li>\n</ul><p>daily</p>', 'For\n\n- tea\n- coffee\n\ndaily'],
  ['<h2>Care</h2>Wash  it\n<b>cold</b>', 'Care\n\nWash it cold'],
  ['<script>alert(1)</script><style>p{}</style>Safe<iframe>x</iframe>', 'Safe'],
  ['<img src=x onerror="alert(1)"><a href="javascript:alert(1)">Link</a>', 'Link'],
  ['Salt &amp; pepper&nbsp;&lt;new&gt;', 'Salt & pepper <new>'],
  ['<p>not <b>closed', 'not closed'],
  ['<table><tr><td>Size</td><td>M</td></tr><tr><td>Fit</td><td>slim</td></tr></table>', 'Size M\nFit slim'],
  ['<p></p><div><br></div>', ''],
  ['', ''],
])('%j becomes %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test('no element survives, however the markup is broken', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '<script>',
    '</script>',
    '<p',
    '"',
    "'",
    '<!--',
    '-->',
    'x',
    ' ',
    '<li>',
    '/',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(htmlText(pieces.join(''))).not.toMatch(/<(script|p|li)\b[^<>]*>/);
    }),
  );
});
