import { expect, test } from '@jest/globals';
import { html } from '../../src/mails/markup.ts';

test('a text is escaped, in elements and in attributes', () => {
  const text = `<script>alert("1 & '2'")</script>`;

  expect(html`<p title="${text}">${text}</p>`.markup).toBe(
    `<p title="${'&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;'}">${'&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;'}</p>`,
  );
});

test('markup is inserted unchanged, one piece or several', () => {
  const rows = ['a', 'b&c'].map((name) => html`<li>${name}</li>`);

  expect(html`<ul>${rows}</ul>${html`<hr>`}`.markup).toBe('<ul><li>a</li><li>b&amp;c</li></ul><hr>');
});

test('text that looks like an escape stays text', () => {
  expect(html`${'&lt;b&gt; \\n'}`.markup).toBe('&amp;lt;b&amp;gt; \\n');
});
