// Keeps the board right while it is looked at. The stream says only that
// something has changed; the page then asks for itself and puts what is new in
// its places, so that what is chosen stays chosen. A browser comes again by
// itself when the stream breaks, and the first word of a new stream makes it ask.
(() => {
  'use strict';
  const fresh = document.querySelector('[data-live]');
  const label = fresh.querySelector('label');
  const box = label.querySelector('input');
  const status = fresh.querySelector('[role=status]');
  let stream = null;
  let asking = false;
  let again = false;
  let later = 0;

  const tell = (text) => { if (status.textContent !== text) status.textContent = text; };

  // put gives a place what it says now. A link that has the focus keeps it.
  const put = (place, now) => {
    const at = place.contains(document.activeElement) && document.activeElement.getAttribute('href');
    place.replaceChildren(...now.childNodes);
    if (at) [...place.querySelectorAll('a')].find((a) => a.getAttribute('href') === at)?.focus({ preventScroll: true });
  };

  const renew = async () => {
    if (!box.checked) return;
    if (asking) { again = true; return; }
    asking = true;
    clearTimeout(later);
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store', redirect: 'manual' });
      if (answer.type === 'opaqueredirect') { location.reload(); return; } // signed out
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const ids = (doc) => [...doc.querySelectorAll('td[id]')].map((e) => e.id).join();
      if (ids(page) !== ids(document)) { location.reload(); return; }
      for (const place of document.querySelectorAll('td[id], #attention')) {
        const now = page.getElementById(place.id);
        const chosen = place.querySelector('[type=checkbox]');
        if (chosen && now.querySelector('[type=checkbox]')) continue;
        if (!place.isEqualNode(now)) put(place, now);
      }
      tell(fresh.dataset.following);
    } catch {
      tell(fresh.dataset.lost);
      later = setTimeout(renew, 5000);
    } finally {
      asking = false;
      if (again) { again = false; renew(); }
    }
  };

  const follow = () => {
    if (stream) stream.close();
    stream = null;
    if (!box.checked) { tell(fresh.dataset.paused); return; }
    stream = new EventSource(fresh.dataset.live);
    stream.addEventListener('changed', renew);
    stream.addEventListener('error', () => {
      tell(fresh.dataset.lost);
      // A refusal ends it for good in the browser's eyes, not in ours.
      if (stream && stream.readyState === EventSource.CLOSED) setTimeout(() => { if (box.checked) follow(); }, 5000);
    });
  };

  label.hidden = false;
  box.addEventListener('change', follow);
  follow();
})();
