// While somebody writes, the sample letters and the notes beside the fields
// follow. What is asked is the form's own preview, which stores nothing.
(() => {
  'use strict';
  const form = document.querySelector('form.editor');
  const samples = document.getElementById('samples');
  let timer, asked;

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set('do', 'preview');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, signal: asked.signal });
      if (!answer.ok && answer.status !== 422) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('samples');
      if (!fresh) return;
      const at = samples.scrollTop;
      samples.replaceChildren(...fresh.childNodes);
      samples.scrollTop = at;
      for (const notes of form.querySelectorAll('.notes')) {
        const now = page.getElementById(notes.id);
        if (now && now.textContent !== notes.textContent) notes.replaceChildren(...now.childNodes);
      }
    } catch {
      // Too late, or no network: the button does the same.
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, 350);
  });
})();
