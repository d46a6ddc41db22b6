// Keeps a list right while it is looked at: the page asks for itself now and
// then, and puts what is new in its place. What has the focus keeps it, and what
// is open stays open.
(() => {
  'use strict';
  const fresh = document.querySelector('[data-every]');
  const box = fresh && fresh.querySelector('input');
  if (!box) return;
  const places = () => document.querySelectorAll('[data-fresh]');
  let timer = 0;
  const renew = async () => {
    try {
      if (document.hidden) return;
      const answer = await fetch(location.pathname, { cache: 'no-store', redirect: 'error' });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const place of places()) {
        const now = page.querySelector(`[data-fresh="${place.dataset.fresh}"]`);
        if (!now || place.isEqualNode(now)) continue;
        const focused = place.contains(document.activeElement) ? document.activeElement.id : '';
        place.replaceChildren(...now.childNodes);
        if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
      }
    } catch { /* no network: the list stays as it is until the next time */
    } finally { later(); }
  };
  const later = () => {
    clearTimeout(timer);
    if (box.checked) timer = setTimeout(renew, fresh.dataset.every * 1000);
  };
  fresh.hidden = false;
  box.addEventListener('change', later);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && box.checked) renew(); });
  later();
})();
