/** Shows the mails, and the new ones as they come. What a mail says is put in as text, or into a frame that runs no script. */

const byId = (id) => document.getElementById(id);
const chosenForm = () => document.querySelector('input[name=form]:checked').value;
const chosenId = () => decodeURIComponent(location.hash.slice(1));
const time = (seconds) => new Date(seconds * 1000).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' });

let listed = '';
let shown = '';

const refresh = async () => {
  try {
    const { total, mails } = await (await fetch('/mails')).json();
    byId('state').textContent = total > mails.length ? `${mails.length} newest of ${total}` : `${total}`;
    const list = mails.map(({ messageId }) => messageId).join();
    if (list !== listed) byId('mails').replaceChildren(...mails.map(entry));
    listed = list;
    await show(chosenId() || mails[0]?.messageId);
  } catch {
    byId('state').textContent = 'The platform does not answer.';
  }
};

const entry = ({ messageId, subject, to, at }) => {
  const link = document.createElement('a');
  link.href = `#${encodeURIComponent(messageId)}`;
  for (const line of [subject, `${time(at)}, ${to.join(', ')}`]) {
    link.append(Object.assign(document.createElement('span'), { textContent: line }));
  }
  const item = document.createElement('li');
  item.append(link);
  return item;
};

const show = async (id) => {
  byId('mail').hidden = id === undefined;
  if (id === undefined || id === shown) return;
  const response = await fetch(`/mails/${encodeURIComponent(id)}`);
  if (!response.ok) return;
  const { subject, from, destination, at, body } = await response.json();
  shown = id;
  byId('subject').textContent = subject;
  byId('from').textContent = from;
  byId('to').textContent = [...destination.to, ...destination.cc, ...destination.bcc].join(', ');
  byId('at').textContent = time(at);
  byId('text').textContent = body.text ?? '';
  byId('html').srcdoc = body.html ?? '';
  document.querySelector('input[value=html]').disabled = !body.html;
  document.querySelector(`input[value=${body.html ? 'html' : 'text'}]`).checked = true;
  showForm();
  for (const link of document.querySelectorAll('li a')) {
    if (link.hash === `#${encodeURIComponent(id)}`) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
};

const showForm = () => {
  byId('html').hidden = chosenForm() !== 'html';
  byId('text').hidden = chosenForm() !== 'text';
};

/** The frame is as high as the mail, so that only the page scrolls. */
const fitFrame = () => {
  const frame = byId('html');
  frame.style.height = '0';
  frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`;
};

byId('html').addEventListener('load', fitFrame);
addEventListener('resize', fitFrame);
addEventListener('hashchange', () => show(chosenId() || undefined).then(() => byId('mail').focus()));
for (const input of document.querySelectorAll('input[name=form]')) {
  input.addEventListener('change', () => {
    showForm();
    if (chosenForm() === 'html') fitFrame();
  });
}
byId('empty').addEventListener('click', async () => {
  await fetch('/clear-store', { method: 'POST' });
  location.hash = '';
  shown = '';
  await refresh();
});

await refresh();
setInterval(refresh, 1000);
