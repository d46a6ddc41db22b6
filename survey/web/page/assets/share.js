// Copies a message, prints the page. Without this script the buttons are not
// there: a click marks the whole message, and the browser itself prints.
(() => {
  'use strict';
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
  for (const button of document.querySelectorAll('[data-copy]')) {
    const label = button.textContent;
    const text = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
      } catch { // over plain HTTP there is no clipboard: mark it, and copy the old way
        getSelection().selectAllChildren(text);
        if (!document.execCommand('copy')) return;
      }
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 3000);
    });
  }
})();
