/** Shows the emails, and the new ones as they come. What an email says is put in as text, or into a frame that runs no script. */

const byId = (id) => document.getElementById(id);
const chosenForm = () => document.querySelector('input[name=form]:checked').value;
const chosenId = () => decodeURIComponent(location.hash.slice(1));
const time = (seconds) => new Date(seconds * 1000).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' });
const counted = (count) => `${count} ${count === 1 ? 'email' : 'emails'}`;

/** On a phone, the list and an email are not shown side by side. */
const narrow = matchMedia('(max-width: 720px)');

let total = 0;
let listed = '';
let shown = '';

const refresh = async () => {
  const query = byId('query').value.trim();
  try {
    const response = await fetch(`/mails?q=${encodeURIComponent(query)}`);
    const { mails, ...counts } = await response.json();
    if (query !== byId('query').value.trim()) return; // another search has begun
    total = counts.total;
    showState(query, counts.found, mails.length);
    const list = mails.map(({ messageId }) => messageId).join();
    if (list !== listed) showList(mails);
    listed = list;
    await show(chosenId() || (narrow.matches ? undefined : mails[0]?.messageId));
  } catch {
    say('state', 'The platform does not respond.');
  }
};

/** Whoever is on an entry of the list stays there. */
const showList = (mails) => {
  const { activeElement } = document;
  const href = byId('mails').contains(activeElement) ? activeElement.getAttribute('href') : undefined;
  byId('mails').replaceChildren(...mails.map(entry));
  if (href !== undefined) linkTo(href)?.focus();
};

const linkTo = (href) => document.querySelector(`li a[href="${CSS.escape(href)}"]`);

/** Sets a text where it has changed, since it is said aloud then. */
const say = (id, text) => {
  if (byId(id).textContent !== text) byId(id).textContent = text;
};

const showState = (query, found, length) => {
  const all = query === '' ? counted(total) : `${found} of ${counted(total)}`;
  say('state', found > length ? `${all}, the newest ${length} listed` : all);
  byId('nothing').hidden = found > 0;
  say('nothing', total === 0 ? 'No email has been sent yet.' : `No email contains “${query}”.`);
  byId('empty').disabled = total === 0;
};

const entry = ({ messageId, subject, to, at }) => {
  const link = document.createElement('a');
  link.href = `#${encodeURIComponent(messageId)}`;
  for (const line of [subject || '(no subject)', to.join(', '), time(at)]) {
    link.append(Object.assign(document.createElement('span'), { textContent: line }));
  }
  mark(link);
  const item = document.createElement('li');
  item.append(link);
  return item;
};

const mark = (link) => {
  if (link.hash === `#${encodeURIComponent(shown)}`) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
};

/** Shows an email, or none. */
const show = async (id) => {
  document.body.classList.toggle('reading', chosenId() !== '');
  if (id === undefined) shown = '';
  byId('mail').hidden = id === undefined;
  if (id !== undefined && id !== shown) await load(id);
  document.querySelectorAll('li a').forEach(mark);
};

const load = async (id) => {
  const response = await fetch(`/mails/${encodeURIComponent(id)}`);
  if (!response.ok) {
    if (id === chosenId()) location.hash = ''; // the mailbox was emptied
    return;
  }
  const { subject, from, destination, at, body } = await response.json();
  shown = id;
  byId('subject').textContent = subject || '(no subject)';
  byId('from').textContent = from;
  byId('to').textContent = [...destination.to, ...destination.cc, ...destination.bcc].join(', ');
  byId('at').textContent = time(at);
  byId('text').textContent = body.text ?? '';
  byId('html').srcdoc = body.html ?? '';
  document.querySelector('input[value=html]').disabled = !body.html;
  document.querySelector(`input[value=${body.html ? 'html' : 'text'}]`).checked = true;
  showForm();
};

const showForm = () => {
  byId('html').hidden = chosenForm() !== 'html';
  byId('text').hidden = chosenForm() !== 'text';
  if (chosenForm() === 'html') fitFrame();
};

/** The frame is as high as the email, so that only the page scrolls. */
const fitFrame = () => {
  const frame = byId('html');
  frame.style.height = '0';
  frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`;
};

/** Links of an email open pages of their own; other things than pages are not opened. */
const releaseLinks = () => {
  for (const link of byId('html').contentDocument.querySelectorAll('[href]')) {
    if (/^https?:/.test(link.href)) Object.assign(link, { target: '_blank', rel: 'noopener noreferrer' });
    else link.removeAttribute('href');
  }
};

byId('html').addEventListener('load', () => {
  releaseLinks();
  fitFrame();
});
addEventListener('resize', fitFrame);
addEventListener('hashchange', async () => {
  const wasShown = shown;
  await refresh();
  if (chosenId() !== '') byId('mail').focus();
  else linkTo(`#${encodeURIComponent(wasShown)}`)?.focus();
});
byId('back').addEventListener('click', () => {
  location.hash = '';
});
byId('query').addEventListener('input', refresh);
for (const input of document.querySelectorAll('input[name=form]')) input.addEventListener('change', showForm);
byId('empty').addEventListener('click', () => {
  byId('consequence').textContent = `${counted(total)} will be deleted. Orders, accounts and payments stay.`;
  byId('confirm').returnValue = '';
  byId('confirm').showModal();
});
byId('confirm').addEventListener('close', async () => {
  if (byId('confirm').returnValue !== 'empty') return;
  await fetch('/clear-store', { method: 'POST' });
  location.hash = '';
  byId('query').value = '';
  await refresh();
});

byId('query').value = new URLSearchParams(location.search).get('q') ?? '';
await refresh();
setInterval(() => document.hidden || refresh(), 1000);
