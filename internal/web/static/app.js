// What the pages gain with JavaScript. Every task also works without.

// An upload takes a while: say so, and keep a second press from sending it again.
for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', () => {
    const button = form.querySelector('button');
    button.setAttribute('aria-disabled', 'true');
    button.textContent = form.dataset.busy;
    form.addEventListener('submit', (again) => again.preventDefault());
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    status.className = 'hint';
    status.textContent = form.dataset.busyNote || '';
    form.append(status);
  });
}

// Coming back to a page by the browser's way back shows it as it was at first.
addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('form [aria-disabled]')) location.reload();
});

// After a form with mistakes, start at the first one.
document.querySelector('[role=alert]')?.closest('section, main')?.querySelector('[aria-invalid=true]')?.focus();

// What goes on by itself is shown as it goes on. When it is over, the page is another.
async function follow(live) {
  const wait = Number(live.dataset.live);
  for (;;) {
    await new Promise((done) => setTimeout(done, document.hidden ? 4 * wait : wait));
    let next;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      next = answer.ok && page.querySelector('[data-live]');
      if (!next) return location.reload();
    } catch {
      continue; // the line is down for a moment
    }
    for (const [here, there] of ['[role=status]', '[data-moves]'].map((part) => [live.querySelector(part), next.querySelector(part)])) {
      if (here.innerHTML !== there.innerHTML) here.replaceChildren(...there.childNodes);
    }
  }
}
for (const live of document.querySelectorAll('[data-live]')) follow(live);
