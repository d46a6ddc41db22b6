// Keeps a list right while it is looked at: the page asks for itself now and
// then, or for the list alone where that has an address, and puts what is new in
// its place. What has the focus keeps it, what is open stays open, and what is
// chosen stays chosen.
(() => {
  'use strict';
  const fresh = document.querySelector('[data-every]');
  const box = fresh && fresh.querySelector('input');
  if (!box) return;
  const places = () => document.querySelectorAll('[data-fresh]');
  let timer = 0, tag = '';
  const renew = async () => {
    try {
      if (document.hidden) return;
      const from = fresh.dataset.from || location.pathname + location.search;
      const answer = await fetch(from, { cache: 'no-store', redirect: 'error', headers: tag ? { 'If-None-Match': tag } : {} });
      if (!answer.ok) return; // or nothing is new: 304
      tag = answer.headers.get('ETag') || '';
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const place of places()) {
        const now = page.querySelector(`[data-fresh="${place.dataset.fresh}"]`);
        if (!now || place.isEqualNode(now)) continue;
        for (const was of place.querySelectorAll('input[type=checkbox][id]')) {
          const is = now.querySelector('#' + CSS.escape(was.id));
          if (is) is.toggleAttribute('checked', was.checked);
        }
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
