// What the pages gain with JavaScript. Every task also works without.

// What is sent takes a while: a second press must not send it again, and what takes
// long says so.
for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.querySelector('[aria-disabled]')) return event.preventDefault();
    const button = event.submitter ?? form.querySelector('button');
    button.setAttribute('aria-disabled', 'true');
    if (!form.dataset.busy) return;
    button.textContent = form.dataset.busy;
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    status.className = 'hint';
    status.textContent = form.dataset.busyNote || '';
    form.append(status);
    if (form.dataset.busyAt) watch(form);
  });
}

// How far it is, others see at another address; the one who waits for the answer too.
async function watch(form) {
  const moves = form.appendChild(document.createElement('div'));
  moves.className = 'reading';
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    try {
      const answer = await fetch(form.dataset.busyAt, { headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.querySelector('[data-live] [data-moves]');
      if (next) moves.replaceChildren(...next.childNodes);
    } catch {
      // the answer has come, or the line is down for a moment
    }
  }
}

// Coming back to a page by the browser's way back shows it as it was at first.
addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('form [aria-disabled]')) location.reload();
});

// The box in the head of a column chooses all rows of the page, and shows whether all or some are
// chosen.
for (const head of document.querySelectorAll('[data-choose]')) {
  const boxes = [...head.closest('table').querySelectorAll(`tbody input[type=checkbox][name="${head.dataset.choose}"]`)];
  if (!boxes.length) continue;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    head.checked = chosen === boxes.length;
    head.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  head.addEventListener('change', () => { for (const box of boxes) box.checked = head.checked; show(); });
  for (const box of boxes) box.addEventListener('change', show);
  head.hidden = false;
  head.previousElementSibling?.classList.add('visually-hidden');
  addEventListener('pageshow', show);
  show();
}

// After a form with mistakes, start at the first one.
document.querySelector('[role=alert]')?.closest('section, main')?.querySelector('[aria-invalid=true]')?.focus();

// What was typed into a form that was not taken, because the session had ended or the
// password is asked for, is there again after the way back. Nothing of it leaves this
// tab; what is secret, and files, are not kept.
const typed = {
  key: 'typed',
  who: () => document.querySelector('a[href="/account"]')?.textContent ?? '',
  fields: (form) => [...form.elements].filter((e) => e.name && /^(text|textarea|select-one|checkbox|radio|date|number|email|search)$/.test(e.type)),
  keep(form) {
    const values = typed.fields(form).map((e) => [e.name, /^(checkbox|radio)$/.test(e.type) ? e.checked : e.value]);
    if (form.method !== 'post' || !values.length || form.querySelector('[name=next]')) return;
    const kept = { page: location.pathname + location.search, form: form.getAttribute('action'), who: typed.who(), values };
    try { sessionStorage.setItem(typed.key, JSON.stringify(kept)); } catch { /* too much to keep */ }
  },
  restore() {
    if (document.querySelector('form [name=next]')) return; // on the way
    const kept = JSON.parse(sessionStorage.getItem(typed.key));
    sessionStorage.removeItem(typed.key);
    if (location.hash !== '#typed') return;
    history.replaceState(null, '', location.pathname + location.search);
    const form = kept && [...document.forms].find((f) => f.getAttribute('action') === kept.form);
    if (!form || kept.page !== location.pathname + location.search || kept.who !== typed.who()) return;
    typed.fields(form).forEach((e, i) => {
      const [name, value] = kept.values[i] ?? [];
      if (name !== e.name) return;
      if (typeof value === 'boolean') e.checked = value;
      else e.value = value;
    });
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    status.className = 'restored';
    status.textContent = '入力していた内容を戻しました。まだ送っていません。' + (form.querySelector('[type=file]') ? 'ファイルは、もう一度選んでください。' : '');
    for (let d = form.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
    form.prepend(status);
    typed.fields(form)[0].focus();
  },
};
addEventListener('submit', (event) => typed.keep(event.target));
typed.restore();

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

// What another list has chosen is no choice here.
for (const list of document.querySelectorAll('select[data-other]')) {
  const other = document.getElementById(list.dataset.other);
  const offer = () => { for (const o of list.options) o.disabled = o.value !== '' && o.value === other.value; };
  other.addEventListener('change', offer);
  offer();
}
