// Single keys press the buttons and links that name one. They can be switched
// off (a voice or a stray hand may press letters), and do nothing where somebody
// types or chooses.
(() => {
  'use strict';
  const note = document.querySelector('[data-keys]');
  const box = note.querySelector('input');
  const named = [...document.querySelectorAll('[data-key]')];
  const stored = (() => { try { return localStorage; } catch { return null; } })();
  let hints = [];

  const show = () => {
    for (const hint of hints) hint.remove();
    hints = [];
    for (const target of named) target.removeAttribute('aria-keyshortcuts');
    if (!box.checked) return;
    for (const target of named) {
      const hint = document.createElement('kbd');
      hint.textContent = target.dataset.key;
      hint.setAttribute('aria-hidden', 'true');
      target.append(hint);
      hints.push(hint);
      target.setAttribute('aria-keyshortcuts', target.dataset.key);
    }
  };

  box.checked = !stored || stored.getItem('omdome-keys') !== 'off';
  box.addEventListener('change', () => {
    if (stored) stored.setItem('omdome-keys', box.checked ? 'on' : 'off');
    show();
  });
  document.addEventListener('keydown', (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest('select, textarea, input:not([type=checkbox])')) return;
    const target = named.find((t) => t.dataset.key === event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    target.click();
  });
  note.hidden = false;
  show();
})();
