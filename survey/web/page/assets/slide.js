// Keeps the slide's count up to date without a flash: it loads the page again in
// the background and takes only what has changed out of it. Pause stops it.
(() => {
  'use strict';
  const pause = document.getElementById('pause');
  const every = 1000 * Number(document.querySelector('.slide').dataset.refresh);
  let paused = false;

  pause.addEventListener('click', (event) => {
    event.preventDefault();
    paused = !paused;
    pause.textContent = paused ? pause.dataset.play : pause.dataset.pause;
    if (!paused) update();
  });

  const update = async () => {
    if (paused || document.hidden) return;
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const now = document.getElementById('now');
      const next = page.getElementById('now');
      if (next && !paused && next.innerHTML !== now.innerHTML) now.replaceWith(document.adoptNode(next));
    } catch { /* no network for a moment: the next time will do */ }
  };
  setInterval(update, every);
  document.addEventListener('visibilitychange', update);
})();
