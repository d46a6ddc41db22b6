// A page that the browser takes out of its memory may be another's by now: nobody
// sees it before it is loaded anew.
'use strict';
addEventListener('pagehide', (e) => { if (e.persisted) document.body.hidden = true; });
addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });
