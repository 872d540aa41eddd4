/** The page for reading and trying routes: Swagger UI with a choice of services, a sign-in and an upload. */

const { services, links } = await (await fetch('/services.json')).json();
const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem('token');
let ui;

const link = (text, href) => Object.assign(document.createElement('a'), { textContent: text, href });
byId('services').append(...services.map(({ name }) => link(name, `#${name}`)));
byId('links').append(...Object.entries(links).map(([name, href]) => link(name, href)));

/** Shows the service in the URL's hash, otherwise the first one. */
const show = () => {
  const chosen = services.find(({ name }) => name === location.hash.slice(1).split('/')[0]) ?? services[0];
  if (!chosen) return;
  for (const anchor of byId('services').children) {
    anchor.toggleAttribute('aria-current', anchor.textContent === chosen.name);
  }
  ui = globalThis.SwaggerUIBundle({
    domNode: byId('api'),
    url: chosen.document,
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
