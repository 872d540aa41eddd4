/** The page for reading and trying routes: Swagger UI with a choice of services, a sign-in and an upload. */

/** Swagger UI has its dark colours under this class. */
const dark = matchMedia('(prefers-color-scheme: dark)');
const followColours = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followColours);
followColours();

const LINK_TEXTS = { gateway: 'start page' };

const { services, links } = await (await fetch('/services.json')).json();
const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem('token');
let ui;

const link = (text, href) => Object.assign(document.createElement('a'), { textContent: text, href });
byId('services').append(...services.map(({ name }) => link(name, `#${name}`)));
byId('links').append(...Object.entries(links).map(([name, href]) => link(LINK_TEXTS[name] ?? name, href)));

/** Puts a part of Swagger UI into a landmark of its own, for screen readers. */
const inSection =
  (label) =>
  (Original, { React }) =>
  (properties) =>
    React.createElement('section', { 'aria-label': label }, React.createElement(Original, properties));

/** Fits Swagger UI into the page: there is one server, and headings leave out no level. */
const fitted = {
  wrapComponents: {
    ServersContainer: () => () => null,
    InfoContainer: inSection('About the service'),
    AuthorizeBtnContainer: inSection('Authorization'),
    operations:
      (Original, { React }) =>
      (properties) =>
        React.createElement(
          React.Fragment,
          null,
          React.createElement('h2', { className: 'routes' }, 'Routes'),
          React.createElement(Original, properties),
        ),
  },
};

/** What Swagger UI gives no name that a screen reader could say, with its name. */
const UNNAMED = {
  'textarea.body-param__text': () => 'Request body',
  '.examples-select-element': () => 'Example',
  '.content-type': () => 'Media type',
  '.parameters select': (select) => select.closest('tr')?.dataset.paramName ?? 'Value',
  '.responses-table': ({ id }) => `Responses of ${id.replace('_responses', '')}`,
};

const nameParts = () => {
  for (const [selector, nameOf] of Object.entries(UNNAMED)) {
    for (const part of byId('api').querySelectorAll(`${selector}:not([aria-label])`)) part.ariaLabel = nameOf(part);
  }
  for (const response of byId('api').querySelectorAll('pre.microlight')) response.tabIndex = 0; // long ones scroll
};
new MutationObserver(nameParts).observe(byId('api'), { childList: true, subtree: true });

/** Shows the service in the URL's hash, otherwise the first one. */
const show = () => {
  const chosen = services.find(({ name }) => name === location.hash.slice(1).split('/')[0]) ?? services[0];
  if (!chosen) return;
  for (const anchor of byId('services').children) {
    if (anchor.textContent === chosen.name) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  ui = globalThis.SwaggerUIBundle({
    domNode: byId('api'),
    url: chosen.document,
    plugins: [fitted],
    validatorUrl: null,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    onComplete: authorize,
    responseInterceptor: (answer) => {
      takeUploadUrl(answer.body);
      return answer;
    },
  });
};

const authorize = () => {
  if (token) ui.preauthorizeApiKey('bearer', token);
};

/** Puts a response's upload URL into the form. */
const takeUploadUrl = (body) => {
  const url = body?.uploadUrl ?? body?.uploadURL;
  if (typeof url === 'string') byId('upload').elements.url.value = url;
};

/** Runs `work` when a form is submitted, and shows the result next to its button. */
const onSubmit = (id, work) => {
  const form = byId(id);
  const output = form.querySelector('output');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.textContent = '…';
    try {
      output.textContent = await work(form.elements);
      output.className = '';
    } catch (error) {
      output.textContent = error.message;
      output.className = 'failed';
    }
  });
};

onSubmit('sign-in', async ({ who, password }) => {
  const { url } = services.find(({ name }) => name === 'authService');
  const name = who.value.includes('@') ? 'email' : 'fullName';
  const body = JSON.stringify({ [name]: who.value, password: password.value });
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', body });
  const { tokens, error } = await answer.json();
  if (!answer.ok) throw new Error(error);
  token = tokens.IdToken;
  sessionStorage.setItem('token', token);
  authorize();
  return `Signed in as ${who.value}: requests now use this token.`;
});

onSubmit('upload', async ({ url, file }) => {
  // The type is detected from the bytes; a Content-Type header would cause another preflight request.
  const answer = await fetch(url.value, { method: 'PUT', body: new Blob([await file.files[0].arrayBuffer()]) });
  if (!answer.ok) throw new Error(`Rejected: ${answer.status}`);
  return 'Sent. It will be checked within about a second.';
});

addEventListener('hashchange', show);
show();
