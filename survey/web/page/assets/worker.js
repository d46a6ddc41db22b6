// Opens a form again that this browser has opened before, when there is no
// network. It answers for attendees' pages alone (its scope is /s/), always asks
// the network first, and keeps nothing itself: the form's script puts the copies
// there and takes them away. Where the server says that there is no such form, or
// none for who is here now, the copy goes too.
'use strict';
const policy = 'POLICY';
const patience = 6000; // ms; a page takes two seconds on slow 3G

addEventListener('install', () => skipWaiting());
addEventListener('activate', (e) => e.waitUntil(clients.claim()));

const late = () => new Promise((_, fail) => setTimeout(fail, patience));

// copy is the kept form, marked as a copy, under the policy of every page.
const copy = async (path) => {
  const kept = await caches.match(path);
  if (!kept) return null;
  const text = (await kept.text()).replace('<html', '<html data-copy');
  return new Response(text, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy, 'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff',
    },
  });
};

// gone says whether the server, and no hotel's sign-in page, has no form here.
const gone = (answer) => answer.headers.get('Content-Security-Policy') === policy && [403, 404, 410].includes(answer.status);

const open = async (request, path) => {
  const network = fetch(request).then(async (answer) => {
    if (gone(answer)) await forget(path);
    return answer;
  });
  network.catch(() => {}); // when it fails after the copy has been shown
  try {
    return await Promise.race([network, late()]);
  } catch {
    return await copy(path) || network;
  }
};

const forget = async (path) => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
};

addEventListener('fetch', (e) => {
  const { request } = e, path = new URL(request.url).pathname.replace(/\/$/, '');
  if (request.mode === 'navigate') {
    const session = /^\/s\/[^/]+/.exec(path);
    if (session && request.method === 'POST' && path.endsWith('/another')) e.waitUntil(forget(session[0]));
    if (request.method === 'GET' && session && session[0] === path) e.respondWith(open(request, path));
  } else if (path.startsWith('/assets/')) {
    e.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
