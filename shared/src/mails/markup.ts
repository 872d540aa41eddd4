/** HTML with escaped values. Only `html` creates it. */
export type Markup = { readonly markup: string };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const toText = (value: string | Markup | readonly Markup[]): string => {
  if (typeof value === 'string') return escapeText(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
};

/** Creates HTML from a template literal. Texts are escaped, for elements and quoted attributes; markup is not escaped again. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup => ({ markup: String.raw({ raw: parts }, ...values.map(toText)) });
