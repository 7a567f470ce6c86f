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
