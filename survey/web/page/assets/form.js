// Keeps what an attendee writes in this browser until the server has taken it,
// sends it until it is acknowledged, and says at every moment what is where.
// What is kept is the form as it would be posted, with its key: sent a hundred
// times it is one response. Without this script the form is a plain one.
(() => {
  'use strict';
  const base = (/^\/s\/[^/]+/.exec(location.pathname) || [''])[0];
  const thanks = base + '/thanks';
  const patience = 25000; // ms to wait for an answer before asking again
  const form = () => document.querySelector('form[data-draft]');
  // People who share this device each have a seal, and drafts of their own. Here
  // says for which event who has the device, on all of the event's pages.
  const { seal, here } = document.currentScript.dataset;
  const named = (path) => 'omdome ' + path + (seal ? ' ' + seal : '');
  const name = named(base);
  let copied = document.documentElement.hasAttribute('data-copy'); // by the service worker
  let busy = false, again = 0, pause = 2;

  // A draft is {form, tried, sent}: the fields as they are posted; whether they
  // may have reached the server, so that their key must stay; and whether the
  // attendee has pressed the button, so that they are to be sent.
  const read = () => {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  };
  const write = (draft) => {
    try { localStorage.setItem(name, JSON.stringify(draft)); return true; } catch { return false; }
  };
  const fields = () => new URLSearchParams(new FormData(form())).toString();

  // The copy of the form that the service worker shows without network.
  const copies = 'omdome ' + [...document.querySelectorAll('link[rel=stylesheet], script[src]')].map((e) => e.href || e.src).join(' ');
  const forget = async () => {
    if (!self.caches) return;
    for (const name of await caches.keys()) await (await caches.open(name)).delete(base);
  };
  // sweep takes away the copies that were made for who had the device before.
  const sweep = async () => {
    if (!self.caches) return;
    for (const name of await caches.keys()) {
      const kept = await caches.open(name);
      for (const request of await kept.keys()) {
        const was = (await kept.match(request)).headers.get('Omdome-Here');
        if (was && was !== here && sameEvent(was)) await kept.delete(request);
      }
    }
  };
  const sameEvent = (other) => other.split(' ')[0] === here.split(' ')[0];
  const drop = () => {
    try { localStorage.removeItem(name); } catch { /* then nothing was kept */ }
    forget().catch(() => {});
  };

  // clear makes room for another person: of what was not sent nothing stays, but
  // for what another's personal link alone shows.
  const clear = () => {
    drop();
    try {
      for (const other of Object.keys(localStorage)) {
        if (/^omdome \S*( [p-]\S*)?$/.test(other) && !JSON.parse(localStorage.getItem(other)).sent) localStorage.removeItem(other);
      }
    } catch { /* as above */ }
  };

  // tell lets this browser's other tabs know who has the device now, and says
  // whether drafts can be kept at all.
  const tell = () => {
    try {
      localStorage.setItem('omdome', here);
      localStorage.removeItem('omdome');
      return true;
    } catch { return false; }
  };

  // offer shows the button that clears.
  const offer = () => { for (const e of document.querySelectorAll('[data-clear]')) e.hidden = false; };

  const say = (what, n) => {
    const line = document.getElementById('status');
    if (!line) return;
    const text = what ? line.dataset[what].replace('{n}', n) : '';
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle('waits', ['offline', 'unconfirmed', 'busy'].includes(what));
    if (what === 'restored') offer();
  };

  // While an answer is on its way it cannot be changed: which of two versions
  // has arrived could not be told.
  const lock = (on) => {
    for (const e of document.querySelectorAll('[data-clear] button')) e.disabled = on;
    for (const e of form() ? form().elements : []) {
      if (e.type === 'textarea') e.readOnly = on;
      else if (e.type === 'radio' || e.type === 'checkbox') e.disabled = on;
    }
  };

  const fill = (draft) => {
    const kept = new URLSearchParams(draft.form);
    for (const e of form().elements) {
      if (e.type === 'radio' || e.type === 'checkbox') e.checked = kept.getAll(e.name).includes(e.value);
      else if (e.type === 'textarea') e.value = kept.get(e.name) || '';
      else if (draft.tried && ['key', 'invited'].includes(e.name)) e.value = kept.get(e.name) || '';
    }
  };

  // own keeps browsers from putting into the form what somebody typed here before:
  // what is shown is what the server and this seal's draft hold.
  const own = () => {
    if (!keeps || !form()) return;
    for (const e of [form(), ...form().elements]) e.autocomplete = 'off';
    form().reset();
  };

  // show puts the server's page in this one's place.
  const show = (page, address) => {
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    if (address) history.replaceState(null, '', address);
    own();
    scrollTo(0, 0);
    const first = document.querySelector('[autofocus]') || document.querySelector('h1');
    first.tabIndex = -1;
    first.focus();
  };

  const later = (what, seconds) => {
    const wait = Math.max(seconds || 0, Math.round(pause * (0.75 + Math.random() / 2)));
    pause = Math.min(pause * 2, 60);
    again = setTimeout(send, wait * 1000);
    say(what, Math.max(wait, 2));
  };

  const ask = async (request) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(base, { ...request, signal: stop.signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      return { answer, page, path: new URL(answer.url).pathname, ours: !!page.querySelector('main#main') };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };

  const arrived = ({ answer, path, ours }) => ours && (path === thanks || answer.ok && answer.redirected && path === base);

  async function send() {
    const draft = read();
    if (busy || !draft || !draft.sent) return;
    clearTimeout(again);
    again = 0;
    busy = true;
    lock(true);
    say('sending');
    const got = await ask({
      method: 'POST', body: new URLSearchParams(draft.form),
      keepalive: draft.form.length < 60000, // browsers refuse more
    });
    busy = false;
    if (!got) return later(navigator.onLine ? 'unconfirmed' : 'offline');
    const { answer, page, ours } = got;
    const seconds = Number(answer.headers.get('Retry-After')) || 0;
    if (arrived(got)) {
      drop();
      return show(page, answer.url);
    }
    if (answer.status === 429) return later('busy', seconds);
    // Whatever else is not a page of ours that says no may be a hotel's sign-in
    // page, or a server in trouble.
    if (!ours || answer.ok || answer.status >= 500 || answer.status === 408) return later('unconfirmed', seconds);
    refused(draft, answer.status, page);
  }

  // refused shows why the server does not take the answer. What is too late
  // stays, to be read again and because the session may open again; of what can
  // be mended the page holds a form; the rest has its words on the page.
  const refused = (draft, status, page) => {
    show(page);
    pause = 2;
    if (form()) {
      write({ form: fields(), tried: true, sent: false });
      say('saved');
    } else if (status === 409 && !document.querySelector('[data-other]')) {
      drop();
    } else if (status !== 410) {
      write({ ...draft, sent: false });
    }
    if (status === 410) offer();
  };

  // renew takes a copy's place when the page can be had after all: at once when the
  // copy is another's or its session is gone, otherwise while nothing is written in it.
  const renew = async () => {
    const got = await ask({ cache: 'no-store' });
    if (!got || !got.ours) return;
    const gone = [403, 404, 410].includes(got.answer.status), script = got.page.querySelector('[data-here]');
    if (gone) forget().catch(() => {});
    if (script && script.dataset.seal !== seal) return location.reload();
    if (!got.answer.ok && !gone || read()) return;
    copied = false;
    show(got.page);
  };

  // deliver sends what somebody who had the device before has sent on an open link
  // and the server has not got: with its own key and without this device's cookies,
  // so that it is theirs and changes nothing for who is here now.
  const deliver = async () => {
    const theirs = Object.keys(localStorage).filter((k) => k !== name && (k === 'omdome ' + base || k.startsWith('omdome ' + base + ' p')));
    for (const other of theirs) {
      const draft = JSON.parse(localStorage.getItem(other)), body = new URLSearchParams(draft.form);
      if (!draft.sent || body.has('rehearsal')) continue;
      body.delete('invited');
      const got = await ask({ method: 'POST', body, credentials: 'omit' });
      if (!got || !got.ours || !arrived(got) && ![404, 409, 422].includes(got.answer.status)) continue;
      localStorage.removeItem(other);
      if (arrived(got)) say('earlier');
    }
  };

  const keep = () => {
    const draft = read();
    if (!form() || draft && draft.sent) return;
    say(write({ form: fields(), tried: !!(draft && draft.tried), sent: false }) ? 'saved' : '');
  };

  document.addEventListener('input', (e) => { if (form() && form().contains(e.target)) keep(); });
  let pressed = null;
  document.addEventListener('click', (e) => { pressed = e.target.closest('button'); });
  document.addEventListener('submit', (e) => {
    if (e.target.getAttribute('action').endsWith('/another')) return clear();
    if (e.target !== form()) return;
    const draft = read();
    if (pressed && pressed.hasAttribute('formaction') && !(draft && draft.sent)) return; // to another session
    if (!busy && !(draft && draft.sent) && !write({ form: fields(), tried: true, sent: true })) return; // a plain form then
    e.preventDefault();
    if (!draft || !draft.sent) pause = 2;
    send();
  });
  addEventListener('online', () => (again ? send() : copied && renew()));
  document.addEventListener('visibilitychange', () => { if (!document.hidden && again) send(); });
  addEventListener('storage', (e) => {
    if (e.key === name && !e.newValue && (again || form())) location.assign(base); // another tab has done it
    if (e.key === 'omdome' && e.newValue && e.newValue !== here && sameEvent(e.newValue)) location.reload();
  });
  // A page that the browser takes out of its memory may be another's by now.
  addEventListener('pagehide', (e) => { if (e.persisted) document.body.hidden = true; });
  addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });

  // start takes up what an earlier visit has left.
  const pristine = '<!doctype html>' + document.documentElement.outerHTML;
  // asked says that the page was asked for, and not the answer to a posted form.
  const asked = location.pathname === base && !document.querySelector('.errors');
  const keeps = copied || tell();
  own();
  const draft = read();
  try { // what a rehearsal that is over has left
    for (const other of Object.keys(localStorage)) {
      if (other !== name && other.startsWith('omdome ' + base + ' ') && /&rehearsal=1(&|"|$)/.test(localStorage.getItem(other))) localStorage.removeItem(other);
    }
  } catch { /* then nothing was kept */ }
  if (!form()) forget().catch(() => {});
  if (!copied) sweep().catch(() => {});
  if (base) deliver().catch(() => {});
  if (draft && draft.sent) {
    if (form()) fill(draft);
    send();
  } else if (form() && !asked) {
    if (form().dataset.from) localStorage.removeItem(named(form().dataset.from)); // it has come here
    keep(); // the server has just shown what it was sent
  } else if (draft && form()) {
    fill(draft);
    say('restored');
  } else if (draft && document.querySelector('[data-answered]')) {
    drop();
  } else if (copied) {
    say('copy');
  }
  if (copied) renew();

  // The code of an answer is shown once.
  const copy = document.querySelector('[data-code]');
  if (copy) {
    copy.hidden = false;
    copy.onclick = async () => {
      const code = document.getElementById('code');
      try { await navigator.clipboard.writeText(code.textContent); } catch { // over plain HTTP there is no clipboard
        getSelection().selectAllChildren(code);
        if (!document.execCommand('copy')) return;
      }
      copy.textContent = copy.dataset.done;
    };
  }

  // After everything else: a copy of the untouched form, and of what it loads,
  // for a visit without network. Nothing of it is fetched anew.
  const prepare = async () => {
    if (!form() || form().elements.rehearsal || copied || !asked) return; // a rehearsal's form is soon wrong
    await navigator.serviceWorker.register('/s/worker.js', { scope: '/s/' });
    const old = (await caches.keys()).filter((k) => k.startsWith('omdome ') && k !== copies);
    await Promise.all(old.map((k) => caches.delete(k)));
    const to = await caches.open(copies);
    for (const e of document.querySelectorAll('link[rel=stylesheet], script[src]')) {
      const address = e.href || e.src;
      if (!await to.match(address)) await to.add(new Request(address, { cache: 'force-cache' }));
    }
    if (form()) await to.put(base, new Response(pristine, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Omdome-Here': here } }));
  };
  if (base && navigator.serviceWorker && self.caches) {
    // A bad network may lose one of these requests, and a busy phone is never idle.
    const make = (again) => prepare().catch(() => again && setTimeout(make, 5000));
    addEventListener('load', () => {
      if (self.requestIdleCallback) requestIdleCallback(() => make(true), { timeout: 3000 });
      else setTimeout(make, 0, true);
    });
  }
})();
